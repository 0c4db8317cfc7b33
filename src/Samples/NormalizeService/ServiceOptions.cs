using System.Globalization;

namespace Norm.ML.Samples;

/// <summary>What becomes of a row with missing values (null).</summary>
internal enum MissingValues
{
    /// <summary>The request is refused. The default.</summary>
    Reject,

    /// <summary>Null stays null. A norm over the row (LayerNorm, ...) has no statistics then, and gives a row of nulls.</summary>
    Keep,
}

/// <summary>The command line.</summary>
internal sealed record ServiceOptions(string Model, string? Column, MissingValues Missing, long? MaximumModelBytes, TimeSpan ReloadEvery)
{
    /// <summary>Beyond it a body is refused before it is read: some thousand rows' worth.</summary>
    public const int LargestBody = 1 << 20;

    public const int MostRows = 1024;

    /// <summary>Each may hold <see cref="LargestBody"/>.</summary>
    public const int MostConnections = 1024;

    private const string Usage = "usage: --model MODEL.zip [--column NAME] [--missing reject|keep] [--max-model-bytes N] [--reload-every SECONDS] "
        + "[--urls http://HOST:PORT]";

    private const double LongestReload = 86_400;

    /// <summary>Who sends a request's headers more slowly is cut off; a body that comes too slowly is by the server's own limit.</summary>
    public static TimeSpan LongestHeaders { get; } = TimeSpan.FromSeconds(10);

    private static readonly string[] Names = ["model", "column", "missing", "max-model-bytes", "reload-every", "urls"];

    /// <exception cref="ArgumentException">An option is unknown, missing or has no such value.</exception>
    public static ServiceOptions Read(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Length; i += 2)
        {
            string name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!Names.Contains(name) || i + 1 == args.Length || !values.TryAdd(name, args[i + 1]))
            {
                throw new ArgumentException($"'{args[i]}' is unknown, given twice or has no value; {Usage}");
            }
        }

        if (!values.TryGetValue("model", out string? model))
        {
            throw new ArgumentException($"no model is named; {Usage}");
        }

        long? maximumBytes = null;
        if (values.TryGetValue("max-model-bytes", out string? bytes))
        {
            maximumBytes = long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long given) && given >= 1
                ? given
                : throw new ArgumentException($"--max-model-bytes is '{bytes}'; {Usage}");
        }

        TimeSpan reloadEvery = TimeSpan.FromSeconds(5);
        if (values.TryGetValue("reload-every", out string? seconds))
        {
            reloadEvery = double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double given)
                && given is 0 or (>= 0.01 and <= LongestReload)
                ? given == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(given)
                : throw new ArgumentException($"--reload-every is '{seconds}'; 0 for never, or 0.01 to {LongestReload} seconds; {Usage}");
        }

        string missing = values.GetValueOrDefault("missing", "reject");
        return new ServiceOptions(model, values.GetValueOrDefault("column"), missing switch
        {
            "reject" => MissingValues.Reject,
            "keep" => MissingValues.Keep,
            _ => throw new ArgumentException($"--missing is '{missing}'; {Usage}"),
        }, maximumBytes, reloadEvery);
    }
}
