using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Files;

/// <summary>
/// Standard output. The framework's own drops what is written to a pipe that nobody reads any more, so that a program goes on for nothing, or for
/// ever; here that is an error.
/// </summary>
internal sealed partial class StandardOutput : Stream
{
    private readonly Stream _stream = Console.OpenStandardOutput();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">It cannot be written, or nobody reads it any more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!buffer.IsEmpty && !OperatingSystem.IsWindows() && Unix.NobodyReads())
        {
            throw FileProblem.NobodyReads();
        }

        _stream.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => _stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static partial class Unix
    {
        private const short Error = 8;

        /// <summary>Whether the other end of the pipe is closed.</summary>
        public static bool NobodyReads()
        {
            try
            {
                var output = new Polled { Descriptor = 1 };
                return Poll(ref output, 1, 0) > 0 && (output.Found & Error) != 0;
            }
            catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
            {
                return false;
            }
        }

        [LibraryImport("libc", EntryPoint = "poll")]
        private static partial int Poll(ref Polled descriptors, nuint count, int milliseconds);

        [StructLayout(LayoutKind.Sequential)]
        private struct Polled
        {
            public int Descriptor;
            public short Wanted;
            public short Found;
        }
    }
}
