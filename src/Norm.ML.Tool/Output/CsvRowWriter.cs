using System.Buffers;
using System.Text;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Output;

/// <summary>Writes records in a layout: cells as they stood in a file, texts and numbers.</summary>
internal sealed class CsvRowWriter(CsvLayout layout)
{
    // Longer than any number's shortest text.
    private const int LongestNumber = 64;

    private readonly byte[] _newLine = Encoding.UTF8.GetBytes(layout.NewLine);
    private byte[] _bytes = new byte[1 << 16];
    private int _length;
    private bool _inRecord;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Takes all that was written away, to be given to a stream.</summary>
    public void Clear() => _length = 0;

    public void Start()
    {
        if (layout.HasByteOrderMark)
        {
            Append("\uFEFF"u8);
        }

        Append(Encoding.UTF8.GetBytes(layout.SeparatorLine));
    }

    /// <summary>A cell as it stood in the file that was read.</summary>
    public void WriteRaw(ReadOnlySpan<byte> cell)
    {
        Room(cell.Length + 1);
        Separate();
        cell.CopyTo(_bytes.AsSpan(_length));
        _length += cell.Length;
    }

    /// <summary>A text, in quotes where it needs them.</summary>
    public void WriteText(string text) => WriteRaw(Quote(Encoding.UTF8.GetBytes(text), layout));

    /// <summary>A number.</summary>
    public void WriteNumber(double value, NumberFormat format)
    {
        Room(LongestNumber + 1);
        Separate();
        _length += format.Format(value, _bytes.AsSpan(_length, LongestNumber));
    }

    public void EndRecord()
    {
        Append(_newLine);
        _inRecord = false;
    }

    /// <summary>A text as a cell: in quotes where it needs them.</summary>
    public static ReadOnlySpan<byte> Quote(ReadOnlySpan<byte> text, CsvLayout layout)
    {
        if (!text.ContainsAny("\"\r\n"u8) && !text.Contains(layout.Separator) && !(layout.Blanks && text.Contains((byte)'\t')))
        {
            return text;
        }

        var quoted = new ArrayBufferWriter<byte>(text.Length + 16);
        quoted.Write("\""u8);
        foreach (byte character in text)
        {
            quoted.Write(character == '"' ? "\"\""u8 : [character]);
        }

        quoted.Write("\""u8);
        return quoted.WrittenSpan;
    }

    // There is room for a byte.
    private void Separate()
    {
        if (_inRecord)
        {
            _bytes[_length++] = layout.Separator;
        }

        _inRecord = true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Grow(bytes);
        }
    }

    private void Grow(int bytes) => Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes));
}
