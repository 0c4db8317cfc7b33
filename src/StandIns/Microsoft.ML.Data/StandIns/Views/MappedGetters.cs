namespace Microsoft.ML.StandIns;

/// <summary>Getters of an input row, joined by those of the columns that a mapper adds to it.</summary>
internal sealed class MappedGetters(DataViewRow input, DataViewSchema schema, int[] sources, Delegate[] added, Action disposer)
{
    public DataViewRow Input => input;

    public DataViewSchema Schema => schema;

    public bool IsActive(DataViewSchema.Column column)
    {
        int source = sources[column.Index];
        return source < 0 ? added[~source] != null : input.IsColumnActive(input.Schema[source]);
    }

    public ValueGetter<TValue> Get<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        Getters.CheckActive(row, column);
        int source = sources[column.Index];
        return source < 0 ? Getters.As<TValue>(added[~source], column) : input.GetGetter<TValue>(input.Schema[source]);
    }

    public void Dispose()
    {
        disposer?.Invoke();
        input.Dispose();
    }
}
