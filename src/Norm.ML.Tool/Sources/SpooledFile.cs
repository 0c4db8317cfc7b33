using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Sources;

/// <summary>
/// A copy of what can be read only once, or only from its start, in the folder for temporary files; it is gone when it is closed.
/// </summary>
internal sealed class SpooledFile : IDisposable
{
    private readonly FileStream _file;

    private SpooledFile(FileStream file) => _file = file;

    /// <summary>The copy, from its start.</summary>
    public FileStream Stream => _file;

    /// <summary>Copies.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">What is copied.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <param name="length">How long it should be; null where that is not known.</param>
    /// <exception cref="ToolException">It cannot be read, is longer or shorter, or there is no room.</exception>
    public static SpooledFile Of(string name, Stream stream, CancellationToken cancellation, long? length = null)
    {
        string purpose = $"{name}: it has to be read more than once, and its copy";
        FileStream file = TemporaryStream.Open(purpose);
        try
        {
            byte[] bytes = new byte[1 << 17];
            long copied = 0;
            for (int got; (got = InputFile.Try(name, () => stream.Read(bytes))) > 0; copied += got)
            {
                cancellation.ThrowIfCancellationRequested();
                if (copied + got > length)
                {
                    break;
                }

                Write(bytes.AsMemory(0, got));
            }

            if (length is not null && copied != length)
            {
                throw new ToolException($"{name}: cannot be unpacked: it does not hold the {length} bytes that it should.");
            }

            TemporaryStream.Try(purpose, file.Flush);
            file.Position = 0;
            return new SpooledFile(file);
        }
        catch
        {
            TemporaryStream.Close(file);
            throw;
        }

        void Write(ReadOnlyMemory<byte> some) => TemporaryStream.Try(purpose, () => file.Write(some.Span));
    }

    public void Dispose() => _file.Dispose();
}
