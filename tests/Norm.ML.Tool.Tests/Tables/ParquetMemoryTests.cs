using System.Buffers;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tables;
using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Tables;

/// <summary>The arrays of a row group are used again for the next one, and never while a block still reads them.</summary>
public sealed class ParquetMemoryTests : IDisposable
{
    private const int Rows = 200_000, Columns = 4;

    private readonly Workplace _place = new();
    private readonly string _path;
    private readonly double[] _values = [.. Enumerable.Range(0, Rows * Columns).Select(i => i * 0.25)];

    public ParquetMemoryTests() => _path = _place.Write("data.parquet", DataFiles.ParquetFile(["a", "b", "c", "d"], _values, 10_000));

    [Fact]
    public void A_group_lends_its_arrays_until_the_last_of_its_rows_is_released()
    {
        double[] column = ArrayPool<double>.Shared.Rent(10), read = new double[10];
        column.AsSpan().Fill(3);
        var group = new ColumnGroup(0, 10, new() { [0] = column }, [], areLent: true);
        group.Release(4);
        group.Release(5);
        group.Copy(0, 10, [0], read);
        Assert.Equal(Enumerable.Repeat(3d, 10), read);
        group.Release(1);
        Assert.Throws<KeyNotFoundException>(() => group.Copy(0, 1, [0], new double[1]));
    }

    [Fact]
    public void A_block_that_is_released_twice_gives_its_rows_back_once()
    {
        using RowSource source = Workplace.Source(_path);
        List<double> read = [];
        RowBlock? before = null;
        NumberReader reader = source.CreateReader([0, 1, 2, 3]);
        foreach (RowBlock block in source.Read(ColumnNeeds.OfNumbers([0, 1, 2, 3]), default))
        {
            if (before is not null)
            {
                source.Release(before);
                source.Release(before);
            }

            reader.Read(block, new Taker(read), default);
            before = block;
        }

        Assert.Equal(_values, read);
    }

    public void Dispose() => _place.Dispose();

    private sealed class Taker(List<double> read) : INumberSink
    {
        public bool TakesText(int column) => false;

        public RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before) => null;

        public void Rows(ReadOnlySpan<double> values) => read.AddRange(values);
    }
}
