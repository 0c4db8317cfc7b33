namespace Norm.ML.Tool.Csv;

/// <summary>What the user says about how a text is written: the same options for every command that reads one.</summary>
internal sealed record TextFormat
{
    /// <summary>Stands for a run of spaces and tabs as <see cref="Separator"/>.</summary>
    public const char Blank = ' ';

    /// <summary>All is seen in the text.</summary>
    public static TextFormat Default { get; } = new();

    /// <summary>Between two cells; <see cref="Blank"/> for blanks; null to see it in the text.</summary>
    public char? Separator { get; init; }

    /// <summary>How many lines come before the header, or the first row.</summary>
    public int Skip { get; init; }

    /// <summary>Lines that begin with it are passed over; null for none.</summary>
    public char? Comment { get; init; }

    /// <summary>Whether the first line is a row already.</summary>
    public bool NoHeader { get; init; }

    /// <summary>What stands for a missing value, besides the usual spellings.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Between the whole part of a number and its fraction.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>Between groups of digits; null for nothing.</summary>
    public char? Thousands { get; init; }

    /// <summary>
    /// What sets it apart from the default, for digests: texts that are read another way are another source. The separator is not in it.
    /// </summary>
    public string Difference => string.Concat(
        NoHeader ? " no-header" : "",
        Skip > 0 ? $" skip {Skip}" : "",
        Comment is { } comment ? $" comment {(int)comment}" : "",
        Decimal != '.' ? $" decimal {(int)Decimal}" : "",
        Thousands is { } thousands ? $" thousands {(int)thousands}" : "",
        string.Concat(Missing.Order(StringComparer.Ordinal).Select(text => $" na {text.Length} {text}")));
}
