using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Fields from a start up to, but not including, a limit.</summary>
internal readonly record struct TextSegment(int Start, int Limit)
{
    private const int EndOfLine = int.MaxValue;

    public bool IsVariable => Limit == EndOfLine;

    public static TextSegment Of(TextLoader.Range range, int lineLength, string column)
    {
        if (range.AllOther)
            throw new NotSupportedException($"Column '{column}': the ML.NET stand-in has no ranges of all other fields.");
        if (range.Min < 0 || range.Max < range.Min || range.Max >= EndOfLine - 1)
            throw new ArgumentOutOfRangeException("Source", $"Column '{column}' has a range from {range.Min} to {range.Max}.");
        if (range.Max is { } last)
            return new TextSegment(range.Min, last + 1);
        if (range.VariableEnd)
            return new TextSegment(range.Min, EndOfLine);
        if (!range.AutoEnd)
            return new TextSegment(range.Min, range.Min + 1);
        if (range.Min >= lineLength)
        {
            throw new ArgumentOutOfRangeException(
                "Source", $"Column #{range.Min} not found in the dataset (it only has {lineLength} columns)");
        }
        return new TextSegment(range.Min, lineLength);
    }
}
