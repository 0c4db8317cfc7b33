namespace Norm.ML.Tool.Sources;

/// <summary>Bytes that were read already, and the stream they came from, after them.</summary>
internal sealed class HeadStream(ReadOnlyMemory<byte> head, Stream rest) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _head = head;

    public override int Read(Span<byte> buffer)
    {
        if (_head.IsEmpty)
        {
            return rest.Read(buffer);
        }

        int some = Math.Min(buffer.Length, _head.Length);
        _head.Span[..some].CopyTo(buffer);
        _head = _head[some..];
        return some;
    }
}

/// <summary>A pipe that can be left while nothing comes: reading it cannot be cancelled otherwise.</summary>
internal sealed class InterruptibleStream(Stream pipe, CancellationToken cancellation) : ReadOnlyStream
{
    private byte[] _bytes = [];
    private ReadOnlyMemory<byte> _head;

    public long BytesRead { get; private set; }

    /// <summary>The first bytes, which are read again; fewer at the end.</summary>
    public ReadOnlyMemory<byte> Peek(int length)
    {
        byte[] head = new byte[length];
        int got = this.ReadAtLeast(head, length, throwOnEndOfStream: false);
        BytesRead -= got;
        _head = head.AsMemory(0, got);
        return _head;
    }

    public override int Read(Span<byte> buffer)
    {
        if (!_head.IsEmpty)
        {
            int some = Math.Min(buffer.Length, _head.Length);
            _head.Span[..some].CopyTo(buffer);
            _head = _head[some..];
            BytesRead += some;
            return some;
        }

        if (_bytes.Length < buffer.Length)
        {
            _bytes = new byte[buffer.Length];
        }

        byte[] bytes = _bytes;
        int length = buffer.Length;

        // After a cancellation the read goes on and is forgotten with the process.
        int got = Task.Run(() => pipe.Read(bytes, 0, length)).WaitAsync(cancellation).GetAwaiter().GetResult();
        bytes.AsSpan(0, got).CopyTo(buffer);
        BytesRead += got;
        return got;
    }

    protected override void Dispose(bool disposing)
    {
        // Closing a pipe waits for a read that goes on.
        if (disposing && !cancellation.IsCancellationRequested)
        {
            pipe.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>What streams that are only read have in common.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
