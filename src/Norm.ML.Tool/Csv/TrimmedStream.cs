using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// A text without the blank lines and white space at its end. What precedes other text is passed on, so that offsets stay those of the text.
/// </summary>
/// <param name="path">For messages.</param>
/// <param name="text">The text.</param>
internal sealed class TrimmedStream(string path, Stream text) : ReadOnlyStream
{
    // White space in a row that is held until something follows it.
    private const int MostHeld = 1 << 28;

    private byte[] _bytes = new byte[1 << 17];

    // Between the first two stands what is passed on, between the last two white space that may be the end.
    private int _at, _ready, _end;

    public override int Read(Span<byte> buffer)
    {
        while (_at == _ready)
        {
            if (!Fill())
            {
                return 0;
            }
        }

        int some = Math.Min(buffer.Length, _ready - _at);
        _bytes.AsSpan(_at, some).CopyTo(buffer);
        _at += some;
        return some;
    }

    private bool Fill()
    {
        if (_ready > 0)
        {
            _bytes.AsSpan(_ready, _end - _ready).CopyTo(_bytes);
        }

        (_at, _ready, _end) = (0, 0, _end - _ready);
        if (_end == _bytes.Length)
        {
            if (_end >= MostHeld)
            {
                throw new ToolException($"{path}: more than {MostHeld >> 20} MiB of blank lines follow one another.");
            }

            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        int got = text.Read(_bytes.AsSpan(_end));
        int last = _bytes.AsSpan(_end, got).LastIndexOfAnyExcept(" \t\r\n"u8);
        _ready = last < 0 ? 0 : _end + last + 1;
        _end += got;
        return got > 0;
    }
}
