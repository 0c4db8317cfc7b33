using System.IO.Compression;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// What gzip packed. The framework ends at the first byte that is not gzip; here that is an error, because what follows would be lost. Zeros at the
/// end are padding.
/// </summary>
internal sealed class GzipText : ReadOnlyStream
{
    private readonly string _path;
    private readonly TailStream _tail;
    private readonly GZipStream _text;

    // Otherwise the framework takes a file that was cut off for a shorter one. It asks once in a process: the program's settings say it, too.
    static GzipText() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <param name="path">What messages call the file.</param>
    /// <param name="raw">The file; stays open.</param>
    public GzipText(string path, Stream raw)
    {
        (_path, _tail) = (path, new TailStream(raw));
        _text = new GZipStream(_tail, CompressionMode.Decompress, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        int got = _text.Read(buffer);
        if (got == 0 && buffer.Length > 0 && !_tail.EndsCleanly())
        {
            throw new ToolException(
                $"{_path}: cannot be unpacked: what follows the compressed data is not gzip. Is the file damaged, or were files joined?");
        }

        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Gives the last bytes one at a time: of these the reader takes exactly those that it needs, and the first that is not gzip.</summary>
    private sealed class TailStream(Stream raw) : ReadOnlyStream
    {
        private const int Tail = 1 << 15;

        private readonly byte[] _bytes = new byte[2 * Tail];
        private int _start, _end;
        private int _last = -1;
        private bool _rawEnded, _ended;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty)
            {
                return 0;
            }

            Fill();
            if (_start == _end)
            {
                _ended = true;
                return 0;
            }

            int some = _rawEnded ? 1 : Math.Min(buffer.Length, _end - _start - Tail);
            _bytes.AsSpan(_start, some).CopyTo(buffer);
            _start += some;
            _last = some == 1 ? buffer[0] : -1;
            return some;
        }

        /// <summary>Whether the reader has needed all bytes, or only zeros are left.</summary>
        public bool EndsCleanly()
        {
            if (_ended)
            {
                return true;
            }

            bool zeros = _rawEnded && _last == 0;
            for (Fill(); zeros && _start < _end; _start++)
            {
                zeros = _bytes[_start] == 0;
            }

            return zeros;
        }

        // Until there is more than the tail, or all that is left.
        private void Fill()
        {
            while (!_rawEnded && _end - _start <= Tail)
            {
                _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
                (_start, _end) = (0, _end - _start);
                int got = raw.Read(_bytes.AsSpan(_end));
                _rawEnded = got == 0;
                _end += got;
            }
        }
    }
}
