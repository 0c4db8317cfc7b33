using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Norm.ML.Benchmarks.Growth;

namespace Norm.ML.Benchmarks.FitFiles;

/// <summary>The rows of <see cref="GrowthData.WriteCsv"/> as an Arrow file of doubles, not compressed.</summary>
internal static class ArrowTwin
{
    private const int BatchRows = 1 << 16;

    public static void Write(string path, long rows, int columns)
    {
        Schema schema = new([.. Enumerable.Range(0, columns).Select(i => new Field($"c{i}", DoubleType.Default, nullable: false))], null);
        using FileStream file = File.Create(path);
        using var writer = new ArrowFileWriter(file, schema, leaveOpen: true);
        var values = GrowthData.Values();
        for (long left = rows; left > 0; left -= BatchRows)
        {
            int some = (int)Math.Min(left, BatchRows);
            DoubleArray.Builder[] builders = [.. Enumerable.Range(0, columns).Select(_ => new DoubleArray.Builder().Reserve(some))];
            for (int i = 0; i < some * columns; i++)
            {
                builders[i % columns].Append(values.Next());
            }

            using var batch = new RecordBatch(schema, builders.Select(builder => builder.Build()), some);
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
    }
}
