using System.Text;
using Norm.ML.Internals.Files;

namespace Norm.ML.Tool.Output;

/// <summary>Standard output or standard error. The disk behind them may be full, as for any file.</summary>
/// <param name="stream">The process's own.</param>
/// <param name="failed">Is told what went wrong.</param>
internal sealed class StandardStream(Stream stream, Action<IOException> failed) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The result of a command. If it cannot be written, the command has failed; if nobody reads it any more, it ends.</summary>
    public static TextWriter Output() => Writer(OutputBytes());

    /// <summary>The same for a result that is not text.</summary>
    public static StandardStream OutputBytes() => new(new StandardOutput(), problem => throw (FileProblem.IsBrokenPipe(problem)
        ? new ReaderGoneException() : new ToolException($"Standard output cannot be written: {OneLine.Of(problem).TrimEnd('.')}.", problem)));

    /// <summary>Remarks and errors. If they cannot be written there is nowhere to say so; the exit code tells.</summary>
    public static TextWriter Error() => Writer(new(Console.OpenStandardError(), _ => { }));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception problem) when (FileProblem.Of(problem) is { } told)
        {
            failed(told);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Progress and remarks come from several threads.
    private static TextWriter Writer(StandardStream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
}
