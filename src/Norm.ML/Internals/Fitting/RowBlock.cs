namespace Norm.ML.Internals;

/// <summary>Some consecutive rows of all columns of a fit, read by one cursor.</summary>
sealed class RowBlock(FitColumn[] columns)
{
    /// <summary>Enough to keep vector units busy, small enough to stay in cache.</summary>
    public const int Capacity = 256;

    readonly Array[] _values = Array.ConvertAll(columns, column => column.NewBlock(Capacity));

    /// <summary>ML.NET's number of the batch that the rows belong to: batches in order are the rows in order.</summary>
    public long Batch { get; private set; }

    public int Rows { get; private set; }

    public bool IsFull => Rows == Capacity;

    public void Clear(long batch)
    {
        Batch = batch;
        Rows = 0;
    }

    public void Read(Action<Array, int>[] readers)
    {
        for (int i = 0; i < readers.Length; i++)
            readers[i](_values[i], Rows);
        Rows++;
    }

    /// <summary>Takes the rows into the columns' statistics.</summary>
    public void AddTo(FitColumn[] columns, int rows)
    {
        for (int i = 0; i < columns.Length; i++)
            columns[i].Add(_values[i], rows);
    }
}
