using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A model file as a zip archive of entries in folders.</summary>
internal abstract class Repository : IDisposable
{
    internal Repository(bool needDir, IExceptionContext ectx) => ExceptionContext = ectx;

    public IExceptionContext ExceptionContext { get; }

    /// <summary>Nothing to do: entries are in memory, and the archive's stream is the caller's.</summary>
    public void Dispose()
    {
    }

    public sealed class Entry : IDisposable
    {
        internal Entry(Repository rep, string path, Stream stream)
        {
            Path = path;
            Stream = stream;
        }

        public string Path { get; }

        public Stream Stream { get; }

        public void Dispose() => Stream.Dispose();
    }
}
