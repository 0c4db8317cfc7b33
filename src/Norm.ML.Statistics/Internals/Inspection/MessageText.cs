using System.Globalization;

namespace Norm.ML.Internals.Inspection;

/// <summary>Numbers and names in messages.</summary>
internal static class MessageText
{
    private const int LongestName = 40;

    /// <summary>Three digits, as a person would write them: 0.228, 315, 1.2e-5, 4e4.</summary>
    public static string Number(double value)
    {
        // The sign of a 0 says nothing to a reader.
        value = value == 0 ? 0 : value;
        double magnitude = Math.Abs(value);
        string format = magnitude == 0 || magnitude is >= 0.001 and < 1e4 || !double.IsFinite(value) ? "G3" : "0.##e0";
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.Contains('E') ? value.ToString("0", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>The power of ten next to a ratio: 1e4; below a thousand the ratio itself.</summary>
    public static string Ratio(double ratio) => ratio < 1000 || !double.IsFinite(ratio)
        ? Number(ratio)
        : FormattableString.Invariant($"1e{Math.Round(Math.Log10(ratio))}");

    /// <summary>A share: 3 %, 0.02 %.</summary>
    public static string Percent(double share) => Number(100 * share) + " %";

    /// <summary>A count and what is counted, in the right number.</summary>
    public static string Count(long count, string one) => FormattableString.Invariant($"{count} {one}{(count == 1 ? "" : "s")}");

    /// <summary>A name in quotes, on one line and not too long.</summary>
    public static string Name(string name)
    {
        string cut = name.Length > LongestName ? name[..LongestName] + "..." : name;
        return $"'{string.Concat(cut.Select(character => char.IsControl(character) ? ' ' : character))}'";
    }
}
