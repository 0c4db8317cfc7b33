namespace Norm.ML.Inspection;

/// <summary>
/// A uniform sample of rows that arrive one by one, in constant memory: all of them while they fit, then each with the same chance (reservoir
/// sampling, Algorithm R: J. S. Vitter, "Random sampling with a reservoir", ACM TOMS 11, 1985). The same rows and seed give the same sample on every
/// machine.
/// </summary>
public sealed class RowSample
{
    private readonly double[][] _rows;
    private readonly long[] _indices;
    private ulong _state;

    /// <summary>Creates an empty sample.</summary>
    /// <param name="columns">The length of a row, at least 1.</param>
    /// <param name="capacity">How many rows are kept, at least 1.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public RowSample(int columns, int capacity, ulong seed = 42)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ColumnCount = columns;
        _rows = new double[capacity][];
        _indices = new long[capacity];
        _state = seed;
    }

    /// <summary>The length of a row.</summary>
    public int ColumnCount { get; }

    /// <summary>How many rows were offered.</summary>
    public long RowCount { get; private set; }

    /// <summary>How many rows are kept.</summary>
    public int Count => (int)Math.Min(RowCount, _rows.Length);

    /// <summary>Whether every row that was offered is kept.</summary>
    public bool IsComplete => RowCount <= _rows.Length;

    /// <summary>Offers a row.</summary>
    /// <param name="row">Shape [columns].</param>
    /// <exception cref="ArgumentException">The length is not the number of columns.</exception>
    public void AddRow(ReadOnlySpan<double> row)
    {
        if (row.Length != ColumnCount)
        {
            throw new ArgumentException($"row has {row.Length} values, but there are {ColumnCount} columns.", nameof(row));
        }

        long index = RowCount++;
        long place = index < _rows.Length ? index : (long)Math.BigMul(Next(), (ulong)index + 1, out _);
        if (place >= _rows.Length)
        {
            return;
        }

        row.CopyTo(_rows[place] ??= new double[ColumnCount]);
        _indices[place] = index;
    }

    /// <summary>Which rows are kept, by the position at which each was offered, ascending.</summary>
    public long[] Indices()
    {
        long[] indices = _indices[..Count];
        Array.Sort(indices);
        return indices;
    }

    /// <summary>The rows that are kept, in the order in which they were offered.</summary>
    /// <returns>Shape [<see cref="Count"/>, <see cref="ColumnCount"/>].</returns>
    public double[] ToArray()
    {
        double[] result = new double[(long)Count * ColumnCount];
        int[] order = Order();
        for (int i = 0; i < order.Length; i++)
        {
            _rows[order[i]].CopyTo(result, (long)i * ColumnCount);
        }

        return result;
    }

    /// <summary>The values of one column, in the order in which the rows were offered.</summary>
    /// <param name="column">Its position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public double[] Column(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, ColumnCount);
        return Array.ConvertAll(Order(), row => _rows[row][column]);
    }

    private int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        if (!IsComplete)
        {
            Array.Sort(_indices[..Count], order);
        }

        return order;
    }

    // SplitMix64 (Steele, Lea and Flood, 2014).
    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
