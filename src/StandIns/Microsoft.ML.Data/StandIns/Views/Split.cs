namespace Microsoft.ML.StandIns;

/// <summary>
/// Deals rows to training and test data: by a random number for each row, the same in every pass, or by the value of a key column,
/// so that rows with the same key stay together.
/// </summary>
internal sealed class Split(string keyColumn, int seed, double testFraction)
{
    public IDataView Of(IDataView source, bool test) => new View(this, source, test);

    private sealed class View(Split split, IDataView source, bool test) : IDataView
    {
        private readonly DataViewSchema.Column? _key = split.KeyOf(source.Schema);

        public DataViewSchema Schema => source.Schema;

        public bool CanShuffle => false;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        {
            DataViewRowCursor cursor = source.GetRowCursor(_key is { } key ? columnsNeeded.Append(key) : columnsNeeded);
            return new Cursor(cursor, split.NumberOf(cursor, _key), split.Fraction, test);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private double Fraction => testFraction;

    private DataViewSchema.Column? KeyOf(DataViewSchema schema) => keyColumn == null
        ? null
        : schema.GetColumnOrNull(keyColumn)
            ?? throw new ArgumentOutOfRangeException(nameof(keyColumn), $"Could not find SamplingKeyColumn column '{keyColumn}'");

    /// <summary>A number from 0 to 1 for the row that the cursor stands on.</summary>
    private Func<double> NumberOf(DataViewRow row, DataViewSchema.Column? key)
    {
        if (key is { } column)
            return Generics.Call<Func<double>>(KeyNumber<int>, [column.Type.RawType], row, column, seed);
        var random = new Random(seed);
        return random.NextDouble;
    }

    private static Func<double> KeyNumber<TValue>(DataViewRow row, DataViewSchema.Column column, int seed)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        TValue value = default;
        return () =>
        {
            getter(ref value);
            ulong hash = (ulong)(uint)seed + 0x9E3779B97F4A7C15;
            foreach (char letter in value.ToString())
                hash = (hash ^ letter) * 0x100000001B3;
            hash ^= hash >> 32;
            hash *= 0xD6E8FEB86659FD93;
            return (hash >> 11) * (1.0 / (1L << 53));
        };
    }

    private sealed class Cursor(DataViewRowCursor source, Func<double> number, double fraction, bool test) : ForwardingCursor(source)
    {
        protected override bool MoveSource()
        {
            while (Source.MoveNext())
            {
                if ((number() < fraction) == test)
                    return true;
            }
            return false;
        }
    }
}
