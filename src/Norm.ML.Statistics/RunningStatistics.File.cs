using Norm.ML.Internals.Files;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    /// <summary>Writes a statistics file (docs/statistics-file.md). It appears under its name only when it is complete: it is written under a
    /// temporary name in the same folder, flushed to the disk and renamed. A file that is there is replaced, and its permissions are kept; a link
    /// stays, and the file that it leads to is replaced. Devices and pipes are written as the bytes come.</summary>
    /// <param name="path">The file, by custom with the extension <c>.nstat</c>.</param>
    /// <remarks>Temporary files that killed processes have left for this path are deleted; those of processes that live are not.</remarks>
    /// <exception cref="IOException">The file cannot be written, for example because the path is a folder or a write-protected file; nothing is left
    /// of it.</exception>
    /// <exception cref="InvalidOperationException">
    /// A name has more than 65,536 bytes, or the file would have more than 2,000,000,000; nothing was written.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public void Save(string path) => Save(path, Save);

    /// <summary>Writes a file of statistics in the way that <see cref="Save(string)"/> describes.</summary>
    internal static void Save(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.ClearAndWrite(path, write);
    }

    /// <summary>Writes the bytes of a statistics file.</summary>
    /// <param name="stream">Left open after the last byte.</param>
    /// <exception cref="InvalidOperationException">
    /// A name has more than 65,536 bytes, or there would be more than 2,000,000,000; nothing was written.
    /// </exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(StatisticsWriter.ToBytes(this));
    }

    /// <summary>Reads a statistics file. Files hold data only: no type is named and no code runs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not a statistics file, cut off, altered, of a later version or too large, or its numbers
    /// are impossible (a negative variance, a mean outside of minimum and maximum); the message names it and the reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunningStatistics Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        RunningStatistics statistics = Load(stream, path);
        return stream.ReadByte() < 0 ? statistics
            : throw new InvalidDataException($"'{path}' is not a valid statistics file: something follows its end.");
    }

    /// <summary>Reads the bytes of a statistics file, and nothing after them.</summary>
    /// <param name="stream">Left open after the last byte of the statistics.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes are not a statistics file, cut off, altered, of a later version or too large, or their
    /// numbers are impossible; the message gives <paramref name="name"/> and the reason.</exception>
    public static RunningStatistics Load(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            (ReadOnlyMemory<byte> sections, int version) = StatisticsFrame.Read(stream);
            RunningStatistics statistics = StatisticsReader.Read(sections.Span, version, out ReadOnlySpan<byte> groups);
            return groups.IsEmpty ? statistics : throw new StatisticsFormatException("it holds statistics per key; GroupedStatistics.Load reads it.");
        }
        catch (StatisticsFormatException problem)
        {
            throw new InvalidDataException($"'{name}' is not a valid statistics file: {PlainMessage.Of(problem)}");
        }
    }
}
