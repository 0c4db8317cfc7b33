using System.Buffers.Binary;
using Norm.ML.Internals.Moments;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Models;

/// <summary>Statistics files of the user, with what goes wrong told in one line.</summary>
internal static class StatisticsFile
{
    /// <summary>Writes statistics: all of them or nothing.</summary>
    public static void Save(CommandFiles files, string path, RunningStatistics statistics, CancellationToken cancellation) =>
        Save(files, path, statistics.Save, cancellation);

    /// <summary>Writes what <paramref name="save"/> does: all of it or nothing.</summary>
    public static void Save(CommandFiles files, string path, Action<Stream> save, CancellationToken cancellation) =>
        files.Write(path, cancellation, save);

    /// <summary>Whether a file is one of statistics per key, by its head.</summary>
    public static bool IsOfGroups(string path)
    {
        using FileStream stream = InputFile.Open(path);
        Span<byte> head = stackalloc byte[StatisticsFrame.Magic.Length + sizeof(int)];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.StartsWith(StatisticsFrame.Magic)
            && BinaryPrimitives.ReadInt32LittleEndian(head[StatisticsFrame.Magic.Length..]) == StatisticsFrame.VersionOfGroups;
    }

    /// <summary>Reads statistics.</summary>
    /// <exception cref="ToolException">There is no such file, or it is no whole statistics file.</exception>
    public static RunningStatistics Load(string path) => Load(path, RunningStatistics.Load);

    /// <summary>Reads statistics per key.</summary>
    /// <exception cref="ToolException">There is no such file, or it is no whole file of statistics per key.</exception>
    public static GroupedStatistics LoadGroups(string path) => Load(path, GroupedStatistics.Load);

    private static T Load<T>(string path, Func<Stream, string, T> load)
    {
        using FileStream stream = InputFile.Open(path);
        try
        {
            T statistics = load(stream, path);
            return stream.ReadByte() < 0 ? statistics
                : throw new InvalidDataException($"'{path}' is not a valid statistics file: something follows its end.");
        }
        catch (InvalidDataException problem)
        {
            throw new ToolException($"{path}: {problem.Message[(path.Length + 3)..]}", problem);
        }
    }
}
