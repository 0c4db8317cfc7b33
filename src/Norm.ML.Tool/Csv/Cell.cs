using System.Text;
using System.Text.Unicode;

namespace Norm.ML.Tool.Csv;

/// <summary>Cells as texts.</summary>
internal static class Cell
{
    private const int LongestShown = 40;

    /// <summary>The cell as text: in UTF-8, or in Latin-1 where its bytes are not UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> cell) => (Utf8.IsValid(cell) ? Encoding.UTF8 : Encoding.Latin1).GetString(cell);

    /// <summary>The cell in quotes for a message: on one line, and not too long.</summary>
    public static string Show(ReadOnlySpan<byte> cell) => Show(Text(cell));

    /// <summary>A name or a cell in quotes for a message: on one line, and not too long.</summary>
    public static string Show(string text)
    {
        string cut = text.Length > LongestShown ? text[..LongestShown] + "..." : text;
        return $"'{string.Concat(cut.Select(character => char.IsControl(character) ? ' ' : character))}'";
    }
}
