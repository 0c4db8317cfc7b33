using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Fitting;

/// <summary>
/// How far a fit has come, in a file: a line that names the format, a line of JSON with its hash, and the statistics so far as a statistics file.
/// </summary>
/// <param name="Task">What is fitted: another fit must not go on with it.</param>
/// <param name="Level">The level of the blocks.</param>
/// <param name="Next">Where the next row begins.</param>
/// <param name="Bytes">The bytes that were read.</param>
/// <param name="Rows">The rows that were read.</param>
/// <param name="Columns">The columns that the statistics are of.</param>
/// <param name="Kinds">What is known of them.</param>
internal sealed record Checkpoint(FitTask Task, int Level, Position Next, long Bytes, long Rows, string[] Columns, ColumnKind[] Kinds)
{
    private const string MarkOfAll = "norm-ml checkpoint ", Version = "1", Mark = MarkOfAll + Version;
    private const int HashLength = 64;
    private const int LongestLine = 1 << 26;

    // Null where none may be, and what is missing, are errors.
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Writes it: all of it or nothing, in place of what was there.</summary>
    public static void Write(string path, Checkpoint checkpoint, RunningStatistics? statistics) =>
        WholeFile.Write(path, CancellationToken.None, stream =>
    {
        using var body = new MemoryStream();
        JsonSerializer.Serialize(body, checkpoint);
        body.WriteByte((byte)'\n');
        statistics?.Save(body);
        byte[] bytes = body.ToArray();
        stream.Write(Encoding.ASCII.GetBytes($"{Mark}\n{Convert.ToHexStringLower(SHA256.HashData(bytes))}\n"));
        stream.Write(bytes);
    });

    /// <summary>Reads it; null if there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="task">What is to be fitted now.</param>
    /// <exception cref="ToolException">It is not a whole checkpoint, or one of another fit.</exception>
    public static (Checkpoint State, RunningStatistics? Statistics)? Read(string path, FitTask task)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = InputFile.Try(path, () => File.ReadAllBytes(path));
        if (OtherVersion(bytes) is { } other)
        {
            throw new ToolException(
                $"{path}: this checkpoint is of version {other}; this norm-ml reads version {Version}. Delete it to start anew.");
        }

        try
        {
            (Checkpoint state, RunningStatistics? statistics) = Parse(path, bytes);
            if (state.Task.Difference(task) is { } difference)
            {
                throw new ToolException($"{path}: this checkpoint is of another fit: {difference}. Delete it to start anew.");
            }

            return (state, statistics);
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException or NotSupportedException)
        {
            throw new ToolException($"{path}: this is not a checkpoint, or a damaged one; delete it to start anew.", problem);
        }
    }

    // What a hash cannot tell: the elements of arrays, and numbers that belong together.
    private bool IsPossible =>
        Level is >= 0 and <= StatisticsTree.MaximumLevel && Bytes >= 0 && Rows >= 0 && Next is { File: >= 0, Offset: >= 0, Line: >= 0 }
        && !Columns.Contains(null) && !Task.Columns.Contains(null) && Columns.All(Task.Columns.Contains)
        && Kinds.Length == Columns.Length && Kinds.All(Enum.IsDefined);

    // Null for the version that is read, and for what is no checkpoint.
    private static string? OtherVersion(ReadOnlySpan<byte> bytes)
    {
        const int MostDigits = 9;
        if (!bytes.StartsWith(Encoding.ASCII.GetBytes(MarkOfAll)))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = bytes[MarkOfAll.Length..];
        int end = rest.IndexOf((byte)'\n');
        string version = end is > 0 and <= MostDigits ? Encoding.ASCII.GetString(rest[..end]) : Version;
        return version != Version && version.All(char.IsAsciiDigit) ? version : null;
    }

    private static (Checkpoint State, RunningStatistics? Statistics) Parse(string path, byte[] bytes)
    {
        byte[] mark = Encoding.ASCII.GetBytes(Mark + "\n");
        int start = mark.Length + HashLength + 1;
        if (!bytes.AsSpan().StartsWith(mark) || bytes.Length < start)
        {
            throw new InvalidDataException("the mark is missing");
        }

        string hash = Encoding.ASCII.GetString(bytes, mark.Length, HashLength);
        if (hash != Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(start))))
        {
            throw new InvalidDataException("the hash differs");
        }

        int end = bytes.AsSpan(start, Math.Min(bytes.Length - start, LongestLine)).IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new InvalidDataException("the line does not end");
        }

        Checkpoint state = JsonSerializer.Deserialize<Checkpoint>(bytes.AsSpan(start, end), Strict)
            ?? throw new InvalidDataException("there is nothing");
        if (!state.IsPossible)
        {
            throw new InvalidDataException("the state is not one that a fit has");
        }

        using var rest = new MemoryStream(bytes, start + end + 1, bytes.Length - start - end - 1);
        RunningStatistics? statistics = state.Rows > 0 ? RunningStatistics.Load(rest, path) : null;
        if (statistics is not null && (statistics.RowCount != state.Rows || statistics.Chunks is null
            || !statistics.ChannelNames.SequenceEqual(state.Columns)))
        {
            throw new InvalidDataException("the statistics are others");
        }

        return (state, statistics);
    }
}
