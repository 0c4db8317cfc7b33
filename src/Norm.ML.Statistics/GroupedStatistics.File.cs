using Norm.ML.Internals.Files;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class GroupedStatistics
{
    /// <summary>Writes a statistics file of version 3 (docs/statistics-file.md), in the way that <see cref="RunningStatistics.Save(string)"/>
    /// does.</summary>
    /// <param name="path">The file, by custom with the extension <c>.nstat</c>.</param>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    /// <exception cref="InvalidOperationException">The file would have more than 2,000,000,000 bytes; nothing was written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public void Save(string path) => RunningStatistics.Save(path, Save);

    /// <summary>Writes the bytes of such a file.</summary>
    /// <param name="stream">Left open after the last byte.</param>
    /// <exception cref="InvalidOperationException">There would be more than 2,000,000,000 bytes; nothing was written.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        GroupFile.Write(stream, All, _keys, _packed);
    }

    /// <summary>Reads a statistics file that holds statistics per key. Files hold data only: no type is named and no code runs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not such a file, cut off, altered, of a later version or too large, or its numbers are
    /// impossible; the message names it and the reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GroupedStatistics Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        GroupedStatistics statistics = Load(stream, path);
        return stream.ReadByte() < 0 ? statistics
            : throw new InvalidDataException($"'{path}' is not a valid statistics file: something follows its end.");
    }

    /// <summary>Reads the bytes of such a file, and nothing after them.</summary>
    /// <param name="stream">Left open after the last byte of the statistics.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">As for a file; the message gives <paramref name="name"/> and the reason.</exception>
    public static GroupedStatistics Load(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            (ReadOnlyMemory<byte> sections, int version) = StatisticsFrame.Read(stream);
            RunningStatistics all = StatisticsReader.Read(sections.Span, version, out ReadOnlySpan<byte> groups);
            return groups.IsEmpty ? throw new StatisticsFormatException("it holds statistics, but none per key; RunningStatistics.Load reads it.")
                : GroupFile.Read(groups, all);
        }
        catch (StatisticsFormatException problem)
        {
            throw new InvalidDataException($"'{name}' is not a valid file of statistics per key: {PlainMessage.Of(problem)}");
        }
    }
}
