using System.Text;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;

namespace Norm.ML.Tool.Output;

/// <summary>Writes the records of a file again, some cells replaced and some added, in the layout of the file.</summary>
internal sealed class CsvRowWriter(Stream stream, CsvLayout layout)
{
    // Longer than any number's shortest text.
    private const int LongestNumber = 64;

    private readonly byte[] _newLine = Encoding.UTF8.GetBytes(layout.NewLine);
    private readonly byte[] _number = new byte[LongestNumber];
    private bool _inRecord;

    public void Start()
    {
        if (layout.HasByteOrderMark)
        {
            stream.Write("\uFEFF"u8);
        }

        stream.Write(Encoding.UTF8.GetBytes(layout.SeparatorLine));
    }

    /// <summary>A cell as it stood in the file that was read.</summary>
    public void WriteRaw(ReadOnlySpan<byte> cell)
    {
        Separate();
        stream.Write(cell);
    }

    /// <summary>A text, in quotes where it needs them.</summary>
    public void WriteText(string text)
    {
        bool quote = text.AsSpan().ContainsAny('"', '\r', '\n') || text.Contains((char)layout.Separator);
        WriteRaw(Encoding.UTF8.GetBytes(quote ? $"\"{text.Replace("\"", "\"\"")}\"" : text));
    }

    /// <summary>A number of a model's result.</summary>
    public void WriteNumber(ResultColumn column, int element)
    {
        if (!column.TryFormat(element, _number, out int written))
        {
            throw new InvalidOperationException($"A number is longer than {LongestNumber} bytes.");
        }

        WriteRaw(_number.AsSpan(0, written));
    }

    public void EndRecord()
    {
        stream.Write(_newLine);
        _inRecord = false;
    }

    private void Separate()
    {
        if (_inRecord)
        {
            stream.WriteByte(layout.Separator);
        }

        _inRecord = true;
    }
}
