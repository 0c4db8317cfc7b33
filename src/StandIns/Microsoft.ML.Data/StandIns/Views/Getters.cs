namespace Microsoft.ML.StandIns;

/// <summary>The two checks that every row makes before it hands out a getter.</summary>
internal static class Getters
{
    public static void CheckActive(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Index >= row.Schema.Count || !row.IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active.");
    }

    public static ValueGetter<TValue> As<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': it is {typeof(TValue)}, but the column holds {column.Type.RawType}.");
}
