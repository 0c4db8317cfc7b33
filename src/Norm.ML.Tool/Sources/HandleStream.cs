using Microsoft.Win32.SafeHandles;

namespace Norm.ML.Tool.Sources;

/// <summary>An open file from its start, with a position of its own: several threads read one file. The file stays open.</summary>
internal class HandleStream(SafeFileHandle file) : ReadOnlyStream
{
    private readonly long _length = RandomAccess.GetLength(file);
    private long _position;

    public override bool CanSeek => true;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("the file has no such place.");
    }

    public override int Read(Span<byte> buffer)
    {
        int got = RandomAccess.Read(file, buffer, _position);
        _position += got;
        return got;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin == SeekOrigin.Begin ? offset : origin == SeekOrigin.Current ? _position + offset : _length + offset;
}
