namespace Norm.ML.Internals.Database;

/// <summary>Whether two looks at the same data show the same.</summary>
internal static class ShardRows
{
    /// <exception cref="DataChangedException">The shards or their numbers of rows differ.</exception>
    public static void Compare<TA, TB>(ShardRow<TA>[] a, ShardRow<TB>[] b)
    {
        if (a.Length != b.Length)
        {
            throw new DataChangedException($"it had {a.Length} shards, then {b.Length}.");
        }

        for (int s = 0; s < a.Length; s++)
        {
            if (ShardKey.Order.Compare(a[s].Key,
                b[s].Key) != 0)
            {
                throw new DataChangedException($"it had the shard {ShardKey.Show(a[s].Key)}, then {ShardKey.Show(b[s].Key)}.");
            }

            if (a[s].Rows != b[s].Rows)
            {
                throw new DataChangedException(FormattableString.Invariant(
                    $"shard {ShardKey.Show(a[s].Key)} had {a[s].Rows} rows, then {b[s].Rows}."));
            }
        }
    }

    /// <exception cref="DataChangedException">Counts, least or greatest values differ.</exception>
    public static void Compare(string column, object? key, in FirstLook a, in SecondLook b)
    {
        // Sums that are not finite: a value that was finite no longer is.
        bool same = a.Values == b.Values && a.Finite == b.Finite && a.Min.Equals(b.Min) && a.Max.Equals(b.Max)
            && (b.Finite == 0 || double.IsFinite(b.Sum + b.SumLow + b.Squares + b.SquaresLow));
        if (!same)
        {
            throw new DataChangedException($"the values of column '{column}' in shard {ShardKey.Show(key)} are others.");
        }
    }
}
