using System.Globalization;
using System.Text;

namespace Norm.ML.Tool.Csv;

/// <summary>What a cell, in UTF-8, means: a missing value, a number or a text.</summary>
static class Cell
{
    const int LongestShown = 40;

    /// <summary>Reads a number in the invariant culture; a missing value is NaN.</summary>
    /// <returns>False for a text, and for a number that no double can hold.</returns>
    public static bool TryParse(ReadOnlySpan<byte> cell, out double value)
    {
        if (DecimalNumber.TryParse(cell, out value))
            return true;
        if (IsMissing(cell))
        {
            value = double.NaN;
            return true;
        }

        ReadOnlySpan<byte> text = cell.Trim(" \t"u8);
        bool parsed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        return parsed && double.IsFinite(value) || TryParseInfinity(text, out value);
    }

    /// <summary>Whether the cell stands for a value that is not there: nothing, NaN, NA or null in any case.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> text = cell.Trim(" \t"u8);
        return text.Length switch
        {
            0 => true,
            2 => Ascii.EqualsIgnoreCase(text, "na"u8),
            3 => Ascii.EqualsIgnoreCase(text, "nan"u8),
            4 => Ascii.EqualsIgnoreCase(text, "null"u8),
            _ => false,
        };
    }

    /// <summary>Whether a cell as it stands in the file, perhaps in quotes, is missing.</summary>
    public static bool IsRawMissing(ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> text = raw.Trim(" \t"u8);
        return IsMissing(text is [(byte)'"', .. var inner, (byte)'"'] ? inner : text);
    }

    /// <summary>The cell in quotes for a message: on one line, and not too long.</summary>
    public static string Show(ReadOnlySpan<byte> cell) => Show(Encoding.UTF8.GetString(cell));

    /// <summary>A name or a cell in quotes for a message: on one line, and not too long.</summary>
    public static string Show(string text)
    {
        string cut = text.Length > LongestShown ? text[..LongestShown] + "..." : text;
        return $"'{string.Concat(cut.Select(character => char.IsControl(character) ? ' ' : character))}'";
    }

    // What spells infinity is one; 1e999 is a number that does not fit, and so no infinity.
    static bool TryParseInfinity(ReadOnlySpan<byte> text, out double value)
    {
        value = text is [(byte)'-', ..] ? double.NegativeInfinity : double.PositiveInfinity;
        ReadOnlySpan<byte> name = text is [(byte)'-' or (byte)'+', .. var rest] ? rest : text;
        return Ascii.EqualsIgnoreCase(name, "inf"u8) || Ascii.EqualsIgnoreCase(name, "infinity"u8) || name.SequenceEqual("∞"u8);
    }
}
