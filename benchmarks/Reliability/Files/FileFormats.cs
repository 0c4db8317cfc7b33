using Norm.ML.Tool;

namespace Norm.ML.Reliability.Files;

/// <summary>The formats that are attacked, each a line.</summary>
internal static class FileFormats
{
    public static IReadOnlyList<FileFormat> All { get; } = [.. Make()];

    private static IEnumerable<FileFormat> Make()
    {
        var models = new ModelCorpus();
        yield return new()
        {
            Name = "model",
            Share = 8,
            Samples = [.. models.Files()],
            Read = models.Read,
            IsRefusal = problem => problem is FormatException,
            AlterParts = ModelParts.Alter,
            IsChecked = true,
        };
        yield return Of("statistics", 12, StatisticsCorpus.Files, StatisticsCorpus.Read, StatisticsParts.Alter);
        yield return Of("grouped-statistics", 8, StatisticsCorpus.Groups, StatisticsCorpus.ReadGroups, StatisticsParts.Alter);
        yield return new()
        {
            Name = "statistics-json",
            Share = 4,
            Samples = StatisticsCorpus.Json,
            Read = StatisticsCorpus.ReadJson,
            IsRefusal = problem => problem is FormatException,
            AlterParts = HeaderParts.AlterText,
            NamesFile = false,
        };
        yield return Of("checkpoint", 6, StatisticsCorpus.Checkpoints(), StatisticsCorpus.ReadCheckpoint,
            StatisticsParts.AlterCheckpoint, tool: true);
        yield return Of("safetensors", 8, TensorCorpus.Safetensors, TensorCorpus.ReadSafetensors, HeaderParts.AlterSafetensors, isChecked: false);
        yield return Of("npy", 6, TensorCorpus.Npy, TensorCorpus.ReadNpy, HeaderParts.AlterNpy, isChecked: false);
        yield return Of("npz", 4, TableCorpus.Npz, TableCorpus.ReadNumbers, (file, mutation) => ZipParts.Alter(file, mutation, HeaderParts.AlterNpy),
            tool: true, mark: [.. "PK\u0003\u0004"u8]);
        yield return Of("parquet", 12, TableCorpus.ParquetFiles, TableCorpus.Read, TableParts.AlterParquet, tool: true, isChecked: false);
        yield return Of("arrow", 8, TableCorpus.ArrowFiles, TableCorpus.Read, TableParts.AlterArrow, tool: true, isChecked: false);
        yield return Of("arrow-stream", 5, TableCorpus.ArrowStreams, TableCorpus.Read, TableParts.AlterArrow, tool: true, isChecked: false);
        yield return Of("csv", 5, TableCorpus.Csv, TableCorpus.Read, HeaderParts.AlterText, tool: true, isChecked: false);
        yield return Of("json-lines", 4, TableCorpus.Json, TableCorpus.Read, HeaderParts.AlterText, tool: true, isChecked: false);
        yield return Of("gzip", 3, TableCorpus.Gzip, TableCorpus.Read, TableCorpus.AlterGzip, tool: true, mark: [0x1F, 0x8B]);
        yield return Of("zstd", 3, TableCorpus.Zstd, TableCorpus.Read, TableCorpus.AlterZstd, tool: true, mark: [0x28, 0xB5, 0x2F, 0xFD]);
        yield return Of("onnx", 8, OnnxCorpus.Files, OnnxCorpus.Read, ProtobufParts.Alter, isChecked: false);
    }

    private static FileFormat Of(string name, int share, IReadOnlyList<byte[]> samples, ReadFile read, Func<byte[], Mutation, byte[]> alter,
        bool tool = false, bool isChecked = true, byte[]? mark = null) => new()
        {
            Name = name,
            Share = share,
            Samples = samples,
            Read = read,
            IsRefusal = tool ? problem => problem is ToolException : problem => problem is InvalidDataException,
            AlterParts = alter,
            IsChecked = isChecked,
            Mark = mark ?? [],
        };
}
