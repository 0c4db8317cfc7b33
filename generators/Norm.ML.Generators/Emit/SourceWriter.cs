using System.Globalization;
using System.Text;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes indented text. Lines end in a line feed on every machine.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one or more lines at the current depth. An empty line stays empty.</summary>
    public SourceWriter Lines(string text)
    {
        foreach (string line in text.Replace("\r", "").Split('\n'))
        {
            if (line.Length > 0)
            {
                _text.Append(' ', 4 * _depth).Append(line);
            }

            _text.Append('\n');
        }

        return this;
    }

    public SourceWriter Line() => Lines("");

    /// <summary>Writes a header and an opening brace; disposing closes it.</summary>
    public Block Braces(string header) => Lines(header).Braces();

    /// <summary>Writes an opening brace; disposing closes it.</summary>
    public Block Braces()
    {
        Lines("{");
        _depth++;
        return new Block(this);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Block(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Lines("}");
        }
    }
}

/// <summary>Numbers as C# literals and as words, the same on every machine.</summary>
internal static class Literal
{
    /// <summary>The shortest literal that reads back as the same number.</summary>
    public static string Of(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        // The .NET Framework's "R" is off for a few numbers.
        if (double.Parse(text, CultureInfo.InvariantCulture) != value)
        {
            text = value.ToString("G17", CultureInfo.InvariantCulture);
        }

        return text.Replace("E-0", "e-").Replace("E", "e");
    }

    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>A number with its noun: "1 channel", "8 channels".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{Of(number)} {noun}s";
}
