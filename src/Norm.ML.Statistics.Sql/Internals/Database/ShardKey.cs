using System.Globalization;

namespace Norm.ML.Internals.Database;

/// <summary>Values of the shard column, in an order that depends on nothing but them: no culture, no collation.</summary>
internal sealed class ShardKey : IComparer<object?>
{
    public static readonly ShardKey Order = new();

    /// <summary>What a driver gave, as something that can be compared; null for NULL.</summary>
    public static object? Of(object value) => value switch
    {
        DBNull => null,
        byte[] bytes => System.Convert.ToHexString(bytes),
        IComparable => value,
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    public static string Show(object? key) => key switch
    {
        null => "NULL",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"'{key}'",
    };

    public int Compare(object? x, object? y) => (x, y) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        // A column of SQLite may hold both.
        ({ } a, { } b) when a.GetType() != b.GetType() => string.CompareOrdinal(a.GetType().Name, b.GetType().Name),
        _ => Comparer<object?>.Default.Compare(x, y),
    };
}
