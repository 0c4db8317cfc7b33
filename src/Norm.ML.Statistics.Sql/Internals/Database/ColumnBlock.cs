using System.Data.Common;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>Sends a statement and gives its rows in the order of shards.</summary>
internal interface IStatements
{
    ValueTask<ShardRow<T>[]> SendAsync<T>(SqlFitProgress statement, string sql, Func<DbDataReader, ShardRow<T>> read);
}

/// <summary>The columns of one statement, in two rounds.</summary>
internal sealed class ColumnBlock(SqlText text, SqlSource source, int first, string[] columns, string? shard, bool ofGroups,
    SqlFitOptions options, IStatements statements)
{
    private readonly bool _grouped = shard is not null;

    /// <summary>The columns' statistics, those of each shard, and what the first look showed.</summary>
    public async ValueTask<(RunningStatistics Statistics, MomentArrays[] OfShards, ShardRow<FirstLook>[] Shards)> RunAsync()
    {
        if (options.Dialect.TextTest is { } test)
        {
            await RefuseTextsAsync(test).ConfigureAwait(false);
        }

        ShardRow<FirstLook>[] looks = await statements.SendAsync(
            Statement(1), FirstPass.Sql(text, columns, shard), reader => FirstPass.Read(reader, columns.Length, _grouped)).ConfigureAwait(false);
        if (options.NonFinite == NonFinitePolicy.Throw)
        {
            ThrowIfNotFinite(looks);
        }

        ColumnPivot[] pivots = ofGroups ? PivotsOfGroups(looks) : await PivotsAsync(looks).ConfigureAwait(false);
        ShardRow<SecondLook>[] sums = await statements.SendAsync(
            Statement(2), SecondPass.Sql(text, columns, shard, pivots, ofGroups),
            reader => SecondPass.Read(reader, pivots, _grouped)).ConfigureAwait(false);
        ShardRows.Compare(looks, sums);
        for (int s = 0; s < looks.Length; s++)
        {
            for (int c = 0; c < columns.Length; c++)
            {
                ShardRows.Compare(columns[c], looks[s].Key, looks[s].Columns[c], sums[s].Columns[c]);
            }
        }

        MomentArrays[] moments = [.. sums.Select(shard => Moments(shard, pivots))];
        return (Merge(moments), moments, looks);
    }

    private SqlFitProgress Statement(int round) => new(round, first, columns.Length, 0, "");

    private async ValueTask RefuseTextsAsync(string test)
    {
        ShardRow<double>[] counts = await statements.SendAsync(
            Statement(1), FirstPass.TextsSql(text, columns, test), reader => FirstPass.ReadScaled(reader, columns.Length, grouped: false))
            .ConfigureAwait(false);
        for (int c = 0; c < columns.Length; c++)
        {
            if (counts[0].Columns[c] > 0)
            {
                throw new SqlFitException(
                    $"Column '{columns[c]}' of {source} holds a text in {counts[0].Columns[c]} rows; accepted: columns of numbers.");
            }
        }
    }

    private async ValueTask<ColumnPivot[]> PivotsAsync(ShardRow<FirstLook>[] looks)
    {
        FirstLook[] totals = [.. columns.Select((_, c) => Total(looks.Select(shard => shard.Columns[c])))];
        int[] large = [.. Enumerable.Range(0, columns.Length)
            .Where(c => totals[c].Finite > 0 && ColumnPivot.NeedsScaledSum(totals[c].Min, totals[c].Max))];
        if (large.Length > 0)
        {
            ShardRow<double>[] scaled = await statements.SendAsync(
                Statement(1) with { ColumnCount = large.Length }, FirstPass.ScaledSql(text, [.. large.Select(c => columns[c])], shard),
                reader => FirstPass.ReadScaled(reader, large.Length, _grouped)).ConfigureAwait(false);
            for (int i = 0; i < large.Length; i++)
            {
                totals[large[i]] = totals[large[i]] with { Sum = scaled.Select(shard => shard.Columns[i]).Where(sum => !double.IsNaN(sum)).Sum() };
            }
        }
        return [.. totals.Select(total => ColumnPivot.Of(total.Values, total.Finite, total.Min, total.Max, total.Sum))];
    }

    private ColumnPivot[] PivotsOfGroups(ShardRow<FirstLook>[] looks) => [.. columns.Select((_, c) =>
    {
        IEnumerable<FirstLook> groups = looks.Select(group => group.Columns[c]);
        return ColumnPivot.OfGroups(
            groups.All(look => look.Values == look.Finite), groups.Select(look => look.Finite).DefaultIfEmpty().Max(),
            groups.Where(look => look.Finite > 0).Select(look => look.Max - look.Min).DefaultIfEmpty().Max());
    })];

    private static FirstLook Total(IEnumerable<FirstLook> shards)
    {
        var total = new FirstLook(0, 0, double.PositiveInfinity, double.NegativeInfinity, 0);
        foreach (FirstLook look in shards)
        {
            total = total with { Values = total.Values + look.Values };
            if (look.Finite == 0)
            {
                continue;
            }

            total = new(total.Values, total.Finite + look.Finite, Math.Min(total.Min, look.Min), Math.Max(total.Max, look.Max),
                total.Sum + (double.IsNaN(look.Sum) ? 0 : look.Sum));
        }
        return total;
    }

    private MomentArrays Moments(ShardRow<SecondLook> shard, ColumnPivot[] pivots)
    {
        MomentArrays moments = MomentArrays.Empty(columns.Length);
        moments.Rows = shard.Rows;
        for (int c = 0; c < columns.Length; c++)
        {
            ColumnPivot pivot = ofGroups ? pivots[c].At(shard.Columns[c].Min) : pivots[c];
            moments[c] = SplitSums.Moments(shard.Columns[c], shard.Rows, pivot, options.NonFinite == NonFinitePolicy.Propagate);
        }

        return moments;
    }

    private RunningStatistics Merge(MomentArrays[] shards)
    {
        if (shards.Length == 0)
        {
            return RunningStatistics.Empty(columns.Length);
        }

        var tree = new StatisticsTree();
        for (int s = 0; s < shards.Length; s++)
        {
            tree.Add(s, new(shards[s], null));
        }

        return tree.ToStatistics();
    }

    private void ThrowIfNotFinite(ShardRow<FirstLook>[] looks)
    {
        foreach (ShardRow<FirstLook> look in looks)
        {
            int c = Array.FindIndex(look.Columns, column => column.Values > column.Finite);
            if (c < 0)
            {
                continue;
            }

            string where = _grouped ? $" where '{shard}' is {ShardKey.Show(look.Key)}" : "";
            throw new NotFiniteNumberException(FormattableString.Invariant(
                $"Column '{columns[c]}' of {source} has {look.Columns[c].Values - look.Columns[c].Finite} values that are NaN or infinite{where}."));
        }
    }
}
