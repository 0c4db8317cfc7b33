using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class ViewTests
{
    private readonly MLContext _ml = new(1);

    public sealed class Row
    {
        public int Number { get; set; }

        public string Group { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; }
    }

    private IDataView View(int count) => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Row { Number = i, Group = $"g{i % 7}", Pair = [i, -i] }));

    [Fact]
    public void RowsAreSkippedAndTaken()
    {
        Assert.Equal([0, 1, 2], _ml.Data.TakeRows(View(10), 3).GetColumn<int>("Number"));
        Assert.Equal([8, 9], _ml.Data.SkipRows(View(10), 8).GetColumn<int>("Number"));
        Assert.Equal(10, _ml.Data.TakeRows(View(10), 30).GetColumn<int>("Number").Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(View(1), 0));
    }

    [Fact]
    public void CacheReadsTheSourceOnce()
    {
        int reads = 0;
        IDataView cache = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Counted()));
        for (int pass = 0; pass < 3; pass++)
            Assert.Equal(Enumerable.Range(0, 200), cache.GetColumn<int>("Number"));

        Assert.InRange(reads, 1, 2);
        Assert.True(cache.CanShuffle);
        Assert.Equal(200, cache.GetRowCount());
        Assert.Equal([7, -7], cache.GetColumn<float[]>("Pair").ElementAt(7));

        IEnumerable<Row> Counted()
        {
            reads++;
            for (int i = 0; i < 200; i++)
                yield return new Row { Number = i, Group = "", Pair = [i, -i] };
        }
    }

    [Fact]
    public void CacheShuffles()
    {
        IDataView cache = _ml.Data.Cache(View(200));
        using DataViewRowCursor cursor = cache.GetRowCursor([cache.Schema["Number"]], new Random(3));
        List<int> numbers = Read<int>(cursor, "Number");

        Assert.NotEqual(Enumerable.Range(0, 200), numbers);
        Assert.Equal(Enumerable.Range(0, 200), numbers.Order());
    }

    [Fact]
    public void SplitsAreDisjointAndTheSameInEveryPass()
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(View(1000), 0.25, seed: 5);
        int[] train = [.. split.TrainSet.GetColumn<int>("Number")];
        int[] test = [.. split.TestSet.GetColumn<int>("Number")];

        Assert.Equal(Enumerable.Range(0, 1000), train.Concat(test).Order());
        Assert.InRange(test.Length, 180, 320);
        Assert.Equal(train, split.TrainSet.GetColumn<int>("Number"));
        Assert.Equal(["Number", "Group", "Pair"], split.TestSet.Schema.Select(column => column.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(View(10), 1.0));
    }

    [Fact]
    public void SplitKeepsGroupsTogether()
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(View(1000), 0.5, "Group", seed: 1);
        string[] train = [.. split.TrainSet.GetColumn<string>("Group").Distinct()];
        string[] test = [.. split.TestSet.GetColumn<string>("Group").Distinct()];

        Assert.Empty(train.Intersect(test));
        Assert.Equal(7, train.Length + test.Length);
    }

    [Fact]
    public void OneSourceCursorStaysOne()
    {
        IDataView view = View(100);
        DataViewRowCursor cursor = Assert.Single(view.GetRowCursorSet(view.Schema, 4));

        Assert.Equal(Enumerable.Range(0, 100), Read<int>(cursor, "Number"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void CacheGivesCursorsThatShareBatchesOf64Rows(int n)
    {
        IDataView cache = _ml.Data.Cache(View(1000));
        DataViewRowCursor[] cursors = cache.GetRowCursorSet([cache.Schema["Number"]], n);

        Assert.Equal(n, cursors.Length);
        CheckSet(cursors, 1000);
    }

    /// <summary>Each row comes once, batches are not shared, and within them rows are in order.</summary>
    internal static void CheckSet(DataViewRowCursor[] cursors, int count)
    {
        var rows = new List<(long Batch, long Order, int Number)>();
        var owners = new Dictionary<long, int>();
        for (int i = 0; i < cursors.Length; i++)
        {
            using DataViewRowCursor cursor = cursors[i];
            ValueGetter<int> getter = cursor.GetGetter<int>(cursor.Schema["Number"]);
            long previous = long.MinValue;
            while (cursor.MoveNext())
            {
                int number = 0;
                getter(ref number);
                Assert.True(cursor.Batch >= previous, "Batches of a cursor must ascend.");
                previous = cursor.Batch;
                owners.TryAdd(cursor.Batch, i);
                Assert.Equal(i, owners[cursor.Batch]);
                rows.Add((cursor.Batch, cursor.Position, number));
            }
        }
        Assert.Equal(Enumerable.Range(0, count), rows.OrderBy(row => row.Batch).ThenBy(row => row.Order).Select(row => row.Number));
        if (cursors.Length > 1)
            Assert.All(rows.GroupBy(row => row.Batch), batch => Assert.InRange(batch.Count(), 1, 64));
    }

    internal static List<T> Read<T>(DataViewRowCursor cursor, string column)
    {
        ValueGetter<T> getter = cursor.GetGetter<T>(cursor.Schema[column]);
        var values = new List<T>();
        T value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }
        return values;
    }
}
