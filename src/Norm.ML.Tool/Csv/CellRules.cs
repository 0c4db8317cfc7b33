using System.Globalization;
using System.Text;
using csFastFloat;

namespace Norm.ML.Tool.Csv;

/// <summary>What a cell, in UTF-8, means: a missing value, a number or a text. The only place that decides it.</summary>
/// <remarks>Decimal numbers are read by csFastFloat, to the nearest double.</remarks>
internal sealed class CellRules
{
    // Longer numbers in groups of digits are texts.
    private const int LongestGrouped = 128;

    // Longer texts are not repeated as an argument.
    private const int LongestAdvised = 40;

    // What programs write for a value that is not there, in any case: pandas, R, Excel, SQL, Weka, SAS and MySQL's dumps.
    private static readonly byte[][] UsualMissing = [.. new[]
    {
        "na", "n/a", "#n/a", "#n/a n/a", "#na", "<na>", "nan", "-nan", "+nan", "null", "none", "nil", @"\n", "?", "-", "--", ".",
        "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly byte[][] _missing;
    private readonly double[] _missingNumbers;
    private readonly byte _decimal;
    private readonly byte[] _thousands;

    public CellRules(TextFormat format)
    {
        _decimal = (byte)format.Decimal;
        _thousands = format.Thousands is { } thousands ? Encoding.UTF8.GetBytes([thousands]) : [];
        byte[][] own = [.. format.Missing.Select(text => Encoding.UTF8.GetBytes(text.Trim()))];
        _missing = [.. UsualMissing, .. own];
        _missingNumbers = [.. own.Where(text => TryNumber(text, out _)).Select(text => TryNumber(text, out double value) ? value : double.NaN)];
    }

    public static CellRules Default { get; } = new(TextFormat.Default);

    /// <summary>Reads a number, whatever the culture; a missing value is NaN.</summary>
    /// <returns>False for a text, and for a number that no double can hold.</returns>
    public bool TryParse(ReadOnlySpan<byte> cell, out double value)
    {
        if (TryNumber(cell, out value))
        {
            if (_missingNumbers.Length > 0 && _missingNumbers.Contains(value))
            {
                value = double.NaN;
            }

            return true;
        }

        ReadOnlySpan<byte> text = cell.Trim(" \t"u8);
        if (IsMissingText(text))
        {
            value = double.NaN;
            return true;
        }

        return (text.Length < cell.Length && TryParse(text, out value)) || TryInfinity(text, out value)
            || (_thousands.Length > 0 && TryGrouped(text, out value));
    }

    /// <summary>Whether the cell stands for a value that is not there.</summary>
    public bool IsMissing(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> text = cell.Trim(" \t"u8);
        return IsMissingText(text) || (_missingNumbers.Length > 0 && TryNumber(text, out double value) && _missingNumbers.Contains(value));
    }

    /// <summary>The option that makes a number, or a missing value, of a text.</summary>
    public string Advice(string cell)
    {
        byte[] text = Encoding.UTF8.GetBytes(cell);
        if (_decimal != ',' && cell.Contains(',') && Reads(new TextFormat { Decimal = ',' }))
        {
            return "'--decimal ,' reads it as a number";
        }

        if (_thousands.Length == 0 && _decimal == '.' && Reads(new TextFormat { Thousands = ',' }))
        {
            return "'--thousands ,' reads it as a number";
        }

        if (_thousands.Length == 0 && Reads(new TextFormat { Decimal = ',', Thousands = '.' }))
        {
            return "'--decimal , --thousands .' reads it as a number";
        }

        // What a shell takes for one argument, on one line.
        string? argument = cell.Length > LongestAdvised || cell.Any(char.IsControl) || cell.Contains('"') ? null
            : cell.AsSpan().ContainsAny(' ', '\'') ? $"\"{cell}\"" : cell;
        return argument is null ? "if it stands for a missing value, '--na' with the text of the cell says so"
            : $"if it stands for a missing value, '--na {argument}' says so";

        bool Reads(TextFormat format) => new CellRules(format).TryParse(text, out double value) && double.IsFinite(value);
    }

    private bool IsMissingText(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        foreach (byte[] missing in _missing)
        {
            if (missing.Length == text.Length && (Ascii.EqualsIgnoreCase(text, missing) || text.SequenceEqual(missing)))
            {
                return true;
            }
        }

        return false;
    }

    // csFastFloat stops where the number ends, and takes "inf" and "nan" too, with nothing consumed.
    private bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        FastDoubleParser.TryParseDouble(text, out int consumed, out value, NumberStyles.Float, _decimal) && consumed == text.Length
        && double.IsFinite(value);

    // What spells infinity is one; 1e999 is a number that does not fit, and so no infinity.
    private static bool TryInfinity(ReadOnlySpan<byte> text, out double value)
    {
        value = text is [(byte)'-', ..] ? double.NegativeInfinity : double.PositiveInfinity;
        ReadOnlySpan<byte> name = text is [(byte)'-' or (byte)'+', .. var rest] ? rest : text;
        return Ascii.EqualsIgnoreCase(name, "inf"u8) || Ascii.EqualsIgnoreCase(name, "infinity"u8) || Ascii.EqualsIgnoreCase(name, "1.#inf"u8)
            || name.SequenceEqual("∞"u8);
    }

    // Groups of three digits, or of two before the last as in India; anything else, such as 1,5, is a text.
    private bool TryGrouped(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length > LongestGrouped)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[LongestGrouped];
        int at = text is [(byte)'-' or (byte)'+', ..] ? 1 : 0, length = 0, group = 0, groups = 0;
        text[..at].CopyTo(plain);
        length = at;
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit((char)text[at]))
            {
                plain[length++] = text[at];
                group++;
            }
            else if (text[at..].StartsWith(_thousands))
            {
                if (group is 0 or > 3 || (groups > 0 && group == 1))
                {
                    return false;
                }

                groups++;
                group = 0;
                at += _thousands.Length - 1;
            }
            else
            {
                break;
            }
        }

        if (groups == 0 || group != 3)
        {
            return false;
        }

        text[at..].CopyTo(plain[length..]);
        return TryNumber(plain[..(length + text.Length - at)], out value);
    }
}
