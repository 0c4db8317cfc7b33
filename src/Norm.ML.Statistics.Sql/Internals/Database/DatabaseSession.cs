using System.Data;
using System.Data.Common;

namespace Norm.ML.Internals.Database;

/// <summary>
/// A connection with a transaction on it, both of which are made when they are needed and made again when they are lost. Synchronous sessions never
/// await what is not complete.
/// </summary>
internal sealed class DatabaseSession(DbConnection connection, SqlFitOptions options, bool isAsync, CancellationToken cancellation)
{
    private readonly bool _wasOpen = connection.State == ConnectionState.Open;
    private DbTransaction? _transaction;

    /// <summary>Opens the connection, if it is not.</summary>
    public async ValueTask OpenAsync()
    {
        if (connection.State == ConnectionState.Open)
        {
            return;
        }

        if (connection.State != ConnectionState.Closed)
        {
            connection.Close();
        }

        if (isAsync)
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
        }
        else
        {
            connection.Open();
        }
    }

    /// <summary>Begins the transaction, if there is none.</summary>
    public async ValueTask BeginAsync()
    {
        await OpenAsync().ConfigureAwait(false);
        if (_transaction is not null)
        {
            return;
        }

        try
        {
            _transaction = await BeginAsync(options.Dialect.IsolationLevel).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is NotSupportedException or ArgumentException)
        {
            _transaction = await BeginAsync(IsolationLevel.Unspecified).ConfigureAwait(false);
        }
        if (options.Dialect.Preamble is { } preamble)
        {
            await ReadAsync(preamble, static _ => 0).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a statement and hands every row of its results to <paramref name="read"/>.</summary>
    public async ValueTask<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, int most = int.MaxValue)
    {
        List<T> rows = [];
        await UseAsync(sql, async reader =>
        {
            while (rows.Count <= most
                && (isAsync ? await reader.ReadAsync(cancellation).ConfigureAwait(false) : reader.Read()))
            {
                rows.Add(read(reader));
            }
        }).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Sends a statement and hands over what its results are called and made of.</summary>
    public async ValueTask<ResultColumn[]> DescribeAsync(string sql)
    {
        ResultColumn[] columns = [];
        await UseAsync(sql, reader =>
        {
            columns = [.. Enumerable.Range(0, reader.FieldCount)
                .Select(i => new ResultColumn(reader.GetName(i), reader.GetFieldType(i), reader.GetDataTypeName(i)))];
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return columns;
    }

    /// <summary>Gives up the transaction, and the snapshot with it; if the connection may be broken, that too.</summary>
    public async ValueTask ResetAsync(bool lost)
    {
        DbTransaction? transaction = _transaction;
        _transaction = null;
        try
        {
            // Nothing was written: there is nothing to commit.
            if (isAsync && transaction is not null)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                transaction?.Dispose();
            }
        }
        catch (Exception problem) when (IsOfDriver(problem))
        {
            lost = true;
        }
        if (lost)
        {
            Close();
        }
    }

    /// <summary>Leaves the connection as it was found.</summary>
    public async ValueTask EndAsync()
    {
        await ResetAsync(lost: false).ConfigureAwait(false);
        if (!_wasOpen)
        {
            Close();
        }
    }

    public Task DelayAsync(TimeSpan delay)
    {
        if (isAsync)
        {
            return Task.Delay(delay, cancellation);
        }

        if (cancellation.WaitHandle.WaitOne(delay))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Whether a problem is one of the connection and not of the statement: the server is gone or goes down, or gives way to another transaction.
    /// </summary>
    public bool IsLost(Exception problem) => IsOfDriver(problem)
        && (problem is DbException { IsTransient: true } or IOException or TimeoutException
            || (problem as DbException)?.SqlState is ['0', '8', ..] or ['5', '7', 'P', '0', ..] or ['4', '0', ..]
            || connection.State != ConnectionState.Open);

    /// <summary>Whether a problem comes from the driver. Anything else is a mistake of ours.</summary>
    public static bool IsOfDriver(Exception problem) => problem is DbException or IOException or TimeoutException or InvalidOperationException;

    private async ValueTask<DbTransaction> BeginAsync(IsolationLevel level) =>
        isAsync ? await connection.BeginTransactionAsync(level, cancellation).ConfigureAwait(false) : connection.BeginTransaction(level);

    private async ValueTask UseAsync(string sql, Func<DbDataReader, ValueTask> use)
    {
        cancellation.ThrowIfCancellationRequested();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        command.CommandTimeout = (int)Math.Min(Math.Ceiling(options.CommandTimeout.TotalSeconds), int.MaxValue);
        if (isAsync)
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await use(reader).ConfigureAwait(false);
            }

            return;
        }

        using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);
        try
        {
            using DbDataReader reader = command.ExecuteReader();
            await use(reader).ConfigureAwait(false);
        }
        catch (DbException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private void Close()
    {
        try
        {
            connection.Close();
        }
        catch (Exception problem) when (IsOfDriver(problem))
        {
            // It is gone already.
        }
    }
}

/// <summary>A column of results.</summary>
internal sealed record ResultColumn(string Name, Type Type, string DataType);
