using System.Data.Common;
using System.Globalization;

namespace Norm.ML.Internals.Database;

/// <summary>A row of results: a shard's.</summary>
internal sealed record ShardRow<T>(object? Key, long Rows, T[] Columns);

/// <summary>Reads the cells of a row of results from left to right; the shard's value and number of rows come first.</summary>
internal struct ShardRowReader
{
    private readonly DbDataReader _reader;
    private int _next;

    public ShardRowReader(DbDataReader reader, bool grouped)
    {
        _reader = reader;
        Key = grouped ? ShardKey.Of(reader.GetValue(_next++)) : null;
        Rows = Long();
    }

    public object? Key { get; }

    public long Rows { get; }

    public long Long() => System.Convert.ToInt64(_reader.GetValue(_next++), CultureInfo.InvariantCulture);

    /// <summary>NaN for NULL: there was nothing to add or compare.</summary>
    public double Double()
    {
        object value = _reader.GetValue(_next++);
        return value is DBNull ? double.NaN : System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
    }
}
