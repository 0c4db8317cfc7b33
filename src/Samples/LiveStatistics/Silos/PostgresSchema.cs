using Npgsql;

namespace Norm.ML.Samples.Live.Silos;

/// <summary>Makes the tables that Orleans' providers need, where they are missing.</summary>
internal static class PostgresSchema
{
    // Silos that start at the same time take turns.
    private const long Turn = 0x4E6F726D;

    public static async Task Create(string connectionString)
    {
        using var reader = new StreamReader(typeof(PostgresSchema).Assembly.GetManifestResourceStream("postgres.sql")!);
        string sql = await reader.ReadToEndAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Turn})", connection, transaction);
        await command.ExecuteNonQueryAsync();
        // As text: @Names in it are for the providers, not for this command.
        await using var batch = new NpgsqlCommand { Connection = connection, Transaction = transaction, CommandText = sql };
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Which server it is, and whether it waits for disks.</summary>
    public static async Task<string> Describe(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT format('PostgreSQL %s, fsync = %s, synchronous_commit = %s.', current_setting('server_version'), current_setting('fsync'), "
                + "current_setting('synchronous_commit'))", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
