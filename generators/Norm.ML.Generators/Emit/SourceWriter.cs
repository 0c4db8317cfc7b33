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
                _text.Append(' ', 4 * _depth).Append(line);
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
