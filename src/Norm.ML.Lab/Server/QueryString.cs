using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Norm.ML.Lab.Server;

/// <summary>The parameters of a request: each has a range, and what is out of it or unknown is an error that says what is accepted.</summary>
internal sealed class QueryString(IQueryCollection values, CancellationToken cancellation)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Cancellation => cancellation;

    public double Number(string name, double absent, double least, double greatest)
    {
        if (Read(name) is not { } text)
        {
            return absent;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= greatest
            ? value
            : throw Wrong(name, text, FormattableString.Invariant($"a number from {least} to {greatest}"));
    }

    public int Whole(string name, int absent, int least, int greatest)
    {
        if (Read(name) is not { } text)
        {
            return absent;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= greatest
            ? value
            : throw Wrong(name, text, $"a whole number from {least} to {greatest}");
    }

    public T Choice<T>(string name, T absent) where T : struct, Enum
    {
        if (Read(name) is not { } text)
        {
            return absent;
        }

        return Enum.TryParse(text, ignoreCase: true, out T value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? value
            : throw Wrong(name, text, $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public bool Flag(string name) => Read(name) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw Wrong(name, text, "true or false"),
    };

    public string? Text(string name) => Read(name);

    /// <summary>All values of a parameter that may come several times; none if it is absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        _known.Add(name);
        return [.. values[name].OfType<string>().Where(text => text.Length > 0)];
    }

    /// <summary>Refuses parameters that nothing asked for.</summary>
    public void RequireAllKnown()
    {
        if (values.Keys.FirstOrDefault(key => !_known.Contains(key)) is { } unknown)
        {
            string accepted = _known.Count > 0 ? string.Join(", ", _known.Order()) : "no parameters";
            throw new ArgumentException($"'{unknown}' is not a parameter; accepted: {accepted}.");
        }
    }

    private string? Read(string name)
    {
        _known.Add(name);
        StringValues given = values[name];
        if (given.Count > 1)
        {
            throw new ArgumentException($"{name} is given {given.Count} times.");
        }

        return string.IsNullOrEmpty(given) ? null : given.ToString();
    }

    private static ArgumentException Wrong(string name, string text, string accepted) => new($"{name} is '{text}'; it has to be {accepted}.");
}
