using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Norm.ML.Benchmarks.Accuracy;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Goals;
using Norm.ML.Benchmarks.Pipeline;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>What a run of the quick mode found: the JSON file that tables and plots are made from.</summary>
internal sealed record ResultFile(RunFacts Facts, IReadOnlyList<GoalResult> Goals, IReadOnlyList<ComparisonResult> Comparisons);

/// <summary>What a run of the accuracy mode found.</summary>
internal sealed record AccuracyFile(RunFacts Facts, IReadOnlyList<AccuracyTable> Tables);

/// <summary>What a run of the pipeline mode found.</summary>
internal sealed record PipelineFile(RunFacts Facts, IReadOnlyList<GoalResult> Goals, IReadOnlyList<PipelineResult> Results);

/// <summary>The times of one comparison.</summary>
internal sealed record ComparisonResult(Work Work, string Size, Place Place, int Examples, int ExampleLength,
    IReadOnlyList<ContenderResult> Contenders)
{
    public static ComparisonResult Of(Comparison c, IReadOnlyList<Measurement> measurements)
    {
        Measurement limit = measurements.First(m => m.Contender is Contender.Copy or Contender.Read);
        return new(c.Work, c.Size, c.Place, c.Examples, c.ExampleLength, [.. measurements.Select(m => ContenderResult.Of(m, limit, c))]);
    }

    public ContenderResult? this[Contender contender] => Contenders.FirstOrDefault(result => result.Contender == contender);
}

/// <summary>A contender's times in the field's units.</summary>
/// <param name="Contender">Who.</param>
/// <param name="NanosecondsPerRow">The median, per row or example.</param>
/// <param name="GigabytesPerSecond">Bytes read and written, at the median.</param>
/// <param name="ToLimit">The median by that of the memory copy (of the memory read for statistics).</param>
/// <param name="Low">The lower quartile of that ratio over the rounds.</param>
/// <param name="High">The upper quartile.</param>
/// <param name="AllocatedBytes">Managed bytes that a call allocates.</param>
internal sealed record ContenderResult(Contender Contender, double NanosecondsPerRow, double GigabytesPerSecond, double ToLimit, double Low,
    double High, long AllocatedBytes)
{
    public static ContenderResult Of(Measurement m, Measurement limit, Comparison c)
    {
        Ratio ratio = Ratio.Of(m.Samples, limit.Samples);
        return new(m.Contender, Round(m.Median / c.Examples), Round(c.BytesMoved / m.Median), Round(ratio.Value), Round(ratio.Low), Round(ratio.High),
            m.AllocatedBytes);
    }

    private static double Round(double value) =>
        value == 0 ? 0 : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}

/// <summary>Results as JSON.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write<T>(string path, T value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(value, Options) + "\n");
    }

    public static T Read<T>(string path) =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(path), Options) ?? throw new InvalidDataException($"{path} is empty.");
}
