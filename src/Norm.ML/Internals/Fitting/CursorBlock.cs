using Microsoft.ML;

namespace Norm.ML.Internals.Fitting;

/// <summary>Some consecutive rows of all columns of a fit, read by one cursor.</summary>
internal sealed class CursorBlock(FitColumn[] columns, bool weighted, bool keyed)
{
    // Larger blocks than this would take memory and save no time.
    private const int MostElements = 1 << 22;

    /// <summary>The most slots of a row of which a block holds a whole chunk.</summary>
    public const int WidestInFull = MostElements / StatisticsAccumulator.RowsPerChunk;

    private readonly int _capacity = Capacity(columns);
    private readonly object[] _values = Array.ConvertAll(columns, column => column.NewBlock(Capacity(columns)));
    private readonly double[] _weights = weighted ? new double[Capacity(columns)] : [];
    private readonly int[] _keys = keyed ? new int[Capacity(columns)] : [];

    /// <summary>ML.NET's number of the batch that the rows belong to: batches in order are the rows in order.</summary>
    public long Batch { get; private set; }

    public int Rows { get; private set; }

    public bool IsFull => Rows == _capacity;

    /// <summary>
    /// The rows that a block has room for: a chunk of the statistics, which take a whole one from where it lies and copy the rows of a part; fewer
    /// where rows are so long that copying them does not matter.
    /// </summary>
    public static int Capacity(FitColumn[] columns) =>
        (int)Math.Clamp(MostElements / Math.Max(1, columns.Sum(column => (long)column.Size)), 1, StatisticsAccumulator.RowsPerChunk);

    public void Clear(long batch)
    {
        Batch = batch;
        Rows = 0;
    }

    public void Read(CursorReader reader)
    {
        for (int i = 0; i < reader.Columns.Length; i++)
        {
            reader.Columns[i](_values[i], Rows);
        }

        if (reader.Weight is { } weight)
        {
            _weights[Rows] = weight();
        }

        if (reader.Key is { } key)
        {
            _keys[Rows] = key();
        }

        Rows++;
    }

    /// <summary>Leaves out all rows but the first.</summary>
    public void Keep(long rows) => Rows = (int)Math.Min(Rows, rows);

    /// <summary>Takes the rows into the columns' statistics.</summary>
    public void AddTo(FitColumn[] columns)
    {
        ReadOnlySpan<double> weights = _weights.Length == 0 ? default : _weights.AsSpan(0, Rows);
        ReadOnlySpan<int> keys = _keys.Length == 0 ? default : _keys.AsSpan(0, Rows);
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i].Add(_values[i], Rows, weights, keys);
        }
    }
}

/// <summary>What one cursor reads a row with.</summary>
internal sealed class CursorReader(DataViewRowCursor cursor, FitColumn[] columns, DataViewSchema.Column? weight, FitKeys? keys)
{
    public Action<object, int>[] Columns { get; } = Array.ConvertAll(columns, column => column.CreateReader(cursor));

    public Func<double>? Weight { get; } = weight is { } column ? FitWeights.CreateReader(cursor, column) : null;

    public Func<int>? Key { get; } = keys?.CreateReader(cursor);
}
