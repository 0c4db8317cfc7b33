namespace Microsoft.ML.StandIns;

/// <summary>A column's values in memory.</summary>
internal interface ICachedColumn
{
    /// <summary>Adds the value of the row that the source cursor stands on.</summary>
    void Append();

    Delegate Getter(Func<int> row);
}

internal sealed class CachedColumn<TValue>(ValueGetter<TValue> source, CachedColumn<TValue>.Copy copy) : ICachedColumn
{
    private readonly List<TValue> _values = [];
    private TValue _current;

    /// <summary>Copies so that source and copy share no memory that is written to.</summary>
    public delegate void Copy(in TValue from, ref TValue to);

    public void Append()
    {
        source(ref _current);
        TValue kept = default;
        copy(_current, ref kept);
        _values.Add(kept);
    }

    public Delegate Getter(Func<int> row) => (ValueGetter<TValue>)((ref TValue value) => copy(_values[row()], ref value));
}
