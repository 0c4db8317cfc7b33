using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Models;

/// <summary>Statistics files of the user, with what goes wrong told in one line.</summary>
static class StatisticsFile
{
    /// <summary>Writes statistics: all of them or nothing.</summary>
    public static void Save(CommandFiles files, string path, RunningStatistics statistics, CancellationToken cancellation) =>
        files.Write(path, cancellation, statistics.Save);

    /// <summary>Reads statistics.</summary>
    /// <exception cref="ToolException">There is no such file, or it is no whole statistics file.</exception>
    public static RunningStatistics Load(string path)
    {
        using FileStream stream = InputFile.Open(path);
        try
        {
            var statistics = RunningStatistics.Load(stream, path);
            return stream.ReadByte() < 0 ? statistics : throw new InvalidDataException($"'{path}' is not a valid statistics file: something follows its end.");
        }
        catch (InvalidDataException problem)
        {
            throw new ToolException($"{path}: {problem.Message[(path.Length + 3)..]}", problem);
        }
    }
}
