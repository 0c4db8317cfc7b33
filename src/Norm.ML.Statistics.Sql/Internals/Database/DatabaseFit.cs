using System.Data.Common;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>The course of <see cref="BatchNormDatabaseExtensions"/>: checks, then blocks of columns, each in two rounds.</summary>
/// <remarks>
/// This is the one fit that is not a pass over blocks of rows (<c>OrderedBlocks</c>). Rows stay in the database, which sums them in an order of its
/// own; it sends one row of sums for each shard. So there are no chunks to cut or to number, and nothing for several threads to read. From the
/// moments of shards on, this fit is like the others: <see cref="ColumnBlock"/> merges them with a <see cref="StatisticsTree"/>.
/// </remarks>
internal sealed class DatabaseFit : IStatements
{
    private const string OfGroups = "groupColumn";

    private readonly SqlSource _source;
    private readonly string[] _columns;
    private readonly string? _shard;
    private readonly bool _ofGroups;
    private readonly SqlFitOptions _options;
    private readonly DatabaseSession _session;
    private readonly SqlText _text;

    private DatabaseFit(SqlSource source, string[] columns, string? shard, bool ofGroups, SqlFitOptions options, DatabaseSession session)
    {
        (_source, _columns, _shard, _ofGroups, _options, _session) = (source, columns, shard, ofGroups, options, session);
        _text = new SqlText(options.Dialect, source);
    }

    /// <summary>The statistics of all rows.</summary>
    public static Task<RunningStatistics> RunAsync(
        DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string? shard, SqlFitOptions options, bool isAsync,
        CancellationToken cancellation)
    {
        DatabaseFit fit = Create(connection, source, columns, shard, "shardColumn", options, isAsync, cancellation);
        return AllAsync();

        async Task<RunningStatistics> AllAsync() => (await fit.RunAsync().ConfigureAwait(false)).All;
    }

    /// <summary>The statistics of each value of a column.</summary>
    public static Task<GroupedStatistics> RunGroupsAsync(
        DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string group, SqlFitOptions options, bool isAsync,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(group, OfGroups);
        DatabaseFit fit = Create(connection, source, columns, group, OfGroups, options, isAsync, cancellation);
        return GroupsAsync();

        async Task<GroupedStatistics> GroupsAsync()
        {
            (RunningStatistics all, (object? Key, MomentArrays Moments)[] shards) = await fit.RunAsync().ConfigureAwait(false);
            Dictionary<string, MomentArrays> groups = GroupText.Join(shards, source, group);
            return groups.Count <= options.MaximumGroups ? GroupedStatistics.Create(groups.Select(pair => (pair.Key, pair.Value)), all)
                : throw fit.TooMany(options.MaximumGroups);
        }
    }

    private SqlFitException TooMany(int most) => new($"Column '{_shard}' of {_source} has more than {most} values; "
        + (_ofGroups ? $"{nameof(SqlFitOptions.MaximumGroups)} sets how many are accepted." : "a shard column has few."));

    private static DatabaseFit Create(
        DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string? shard, string parameter, SqlFitOptions options,
        bool isAsync, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(columns);
        options.Check();
        StatisticsLimits.CheckChannels(columns.Count);
        foreach (string name in columns)
        {
            SqlSource.CheckName(name, nameof(columns));
        }

        ChannelNames.Create(columns, columns.Count, nameof(columns));
        if (shard is not null)
        {
            SqlSource.CheckName(shard, parameter);
        }

        return new DatabaseFit(source, [.. columns], shard, parameter == OfGroups, options, new(connection, options, isAsync, cancellation));
    }

    private async Task<(RunningStatistics All, (object? Key, MomentArrays Moments)[] Shards)> RunAsync()
    {
        try
        {
            await new SourceCheck(_source, _text, _session).RunAsync(_shard is null ? _columns : [.. _columns, _shard], _columns.Length)
                .ConfigureAwait(false);
            for (int restarts = 0; ; restarts++)
            {
                try
                {
                    return await OnceAsync().ConfigureAwait(false);
                }
                catch (DataChangedException) when (restarts < _options.Retries)
                {
                    await _session.ResetAsync(lost: false).ConfigureAwait(false);
                }
                catch (DataChangedException change)
                {
                    throw new SqlFitException(
                        $"The data of {_source} changes while it is read: {change.Message} The fit started over {restarts} "
                            + "times; nothing was counted.");
                }
            }
        }
        finally
        {
            await _session.EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>All columns, in one snapshot unless a connection is lost.</summary>
    private async ValueTask<(RunningStatistics All, (object? Key, MomentArrays Moments)[] Shards)> OnceAsync()
    {
        var planes = new MomentArrays(_columns.Length);
        MomentArrays[] ofGroups = [];
        ShardRow<FirstLook>[]? before = null;
        for (int first = 0; first < _columns.Length; first += _options.ColumnsPerStatement)
        {
            var block = new ColumnBlock(_text, _source, first, [.. _columns.Skip(first).Take(_options.ColumnsPerStatement)], _shard, _ofGroups,
                _options, this);
            (RunningStatistics statistics, MomentArrays[] ofShards, ShardRow<FirstLook>[] shards) = await block.RunAsync().ConfigureAwait(false);
            ShardRows.Compare(before ?? shards, shards);
            before = shards;
            for (int i = 0; i < statistics.ChannelCount; i++)
            {
                planes[first + i] = statistics.Planes[i];
            }

            planes.Rows = statistics.RowCount;
            if (_ofGroups)
            {
                ofGroups = first > 0 ? ofGroups : [.. ofShards.Select(_ => MomentArrays.Empty(_columns.Length))];
                for (int s = 0; s < ofGroups.Length; s++)
                {
                    ofGroups[s].Rows = ofShards[s].Rows;
                    for (int i = 0; i < statistics.ChannelCount; i++)
                    {
                        ofGroups[s][first + i] = ofShards[s][i];
                    }
                }
            }
        }
        return (new(planes, ChannelNames.Create(_columns, _columns.Length)), [.. ofGroups.Select((moments, s) => (before![s].Key, moments))]);
    }

    /// <summary>Sends a statement; again on a fresh connection if that is lost.</summary>
    public async ValueTask<ShardRow<T>[]> SendAsync<T>(SqlFitProgress statement, string sql, Func<DbDataReader, ShardRow<T>> read)
    {
        // NULL and an empty text are no keys.
        int most = _ofGroups ? (int)Math.Min(_options.MaximumGroups + 2L, int.MaxValue - 1) : _options.MaximumShards;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                if (attempt > 0)
                {
                    await _session.DelayAsync(_options.RetryDelay * (1 << Math.Min(attempt - 1, 10))).ConfigureAwait(false);
                }

                await _session.BeginAsync().ConfigureAwait(false);
                _options.Progress?.Report(statement with { Attempt = attempt, Sql = sql });
                List<ShardRow<T>> rows = await _session.ReadAsync(sql, read, most).ConfigureAwait(false);
                if (rows.Count > most)
                {
                    throw TooMany(_ofGroups ? _options.MaximumGroups : most);
                }

                rows.Sort(static (a, b) => ShardKey.Order.Compare(a.Key, b.Key));
                return [.. rows];
            }
            catch (Exception problem) when (attempt < _options.Retries && _session.IsLost(problem))
            {
                await _session.ResetAsync(lost: true).ConfigureAwait(false);
            }
            catch (Exception problem) when (DatabaseSession.IsOfDriver(problem))
            {
                string tries = _session.IsLost(problem) && attempt > 0 ? $" (tried {attempt + 1} times)" : "";
                throw new SqlFitException($"Round {statement.Round} over {_source} failed{tries}, nothing was counted: {Problems.Line(problem)}",
                    problem);
            }
        }
    }
}

/// <summary>What the second look shows is not what the first did.</summary>
internal sealed class DataChangedException(string message) : Exception(message);
