namespace Norm.ML.Lab.Report.Figures;

/// <summary>A name on as many lines as it needs where it is drawn.</summary>
/// <param name="Lines">The lines, one at least.</param>
/// <param name="Full">The whole name if it was longer than all lines; null if nothing is missing.</param>
internal sealed record WrappedText(IReadOnlyList<string> Lines, string? Full)
{
    // East Asian letters and pictures begin about here; they are as wide as two.
    private const char FirstWide = '\u2e80';

    private const int MostLines = 6;

    /// <summary>Breaks a text after spaces, underscores and the like, or within a word that is longer than a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="room">Of a line, in pixels.</param>
    /// <param name="letter">What a letter takes, on the safe side.</param>
    public static WrappedText Of(string text, double room, double letter)
    {
        var lines = new List<string>();
        int start = 0, soft = 0;
        double width = 0, since = 0;
        for (int i = 0; i < text.Length; i++)
        {
            double wide = text[i] < FirstWide ? letter : 2 * letter;
            if (width + wide > room && i > start)
            {
                int end = soft > start ? soft : i;
                lines.Add(text[start..end].TrimEnd());
                (width, start) = (end == soft ? since : 0, end);
            }

            (width, since) = (width + wide, since + wide);
            if (text[i] is ' ' or '_' or '-' or '/' or ',' or '.')
            {
                (soft, since) = (i + 1, 0);
            }
        }

        lines.Add(text[start..].TrimEnd());
        return lines.Count <= MostLines ? new WrappedText(lines, null)
            : new WrappedText([.. lines.Take(MostLines - 1), lines[MostLines - 1] + "…"], text);
    }
}
