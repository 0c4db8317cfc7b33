namespace Norm.ML.Lab.Report.Figures;

/// <summary>Names that fit where they are drawn.</summary>
internal static class Cut
{
    // East Asian letters and pictures begin about here; they are as wide as two.
    private const char FirstWide = '\u2e80';

    /// <summary>As much of a text as fits, with an ellipsis for the rest.</summary>
    /// <param name="text">The text.</param>
    /// <param name="room">In pixels.</param>
    /// <param name="letter">What a letter takes, on the safe side.</param>
    public static string To(string text, double room, double letter)
    {
        double width = 0;
        for (int i = 0; i < text.Length; i++)
        {
            width += text[i] < FirstWide ? letter : 2 * letter;
            if (width > room)
            {
                return string.Concat(text.AsSpan(0, Math.Max(0, i - 1)), "…");
            }
        }

        return text;
    }
}
