using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

internal readonly record struct TextLine(long Number, string Text);

/// <summary>
/// The lines of files that hold data: not the empty ones, not those that start with //, and at the start of a file not those that
/// start with #.
/// </summary>
internal static class TextLines
{
    public static IEnumerable<TextLine> Of(TextFormat format, IMultiStreamSource source, bool withHeader)
    {
        for (int file = 0; file < source.Count; file++)
        {
            using TextReader reader = source.OpenTextReader(file);
            bool first = true;
            for (long number = 1; ReadLine(format, reader) is { } line; number++)
            {
                if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || (first && line[0] == '#'))
                    continue;
                if (!first || !format.HasHeader || withHeader)
                    yield return new TextLine(number, line);
                first = false;
            }
        }
    }

    private static string ReadLine(TextFormat format, TextReader reader)
    {
        string line = reader.ReadLine();
        if (!format.ReadsMultilines || string.IsNullOrEmpty(line) || !format.Fields.EndsInsideQuotes(line))
            return line;
        var whole = new StringBuilder(line);
        while (format.Fields.EndsInsideQuotes(whole.ToString()))
        {
            line = reader.ReadLine() ?? throw new EndOfStreamException("A quoted field was never closed before the file ended.");
            whole.Append('\n').Append(line);
        }
        return whole.ToString();
    }
}
