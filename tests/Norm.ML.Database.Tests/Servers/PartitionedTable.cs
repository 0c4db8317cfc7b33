using System.Globalization;

namespace Norm.ML.Database.Tests.Servers;

/// <summary>A table on one server whose rows lie on two others: partitions by the shard, reached by postgres_fdw.</summary>
internal static class PartitionedTable
{
    /// <summary>Makes one with a column <c>shard</c> of whole numbers, even ones on the first holder and odd ones on the second.</summary>
    public static void Create(PostgresServers servers, string table, IReadOnlyList<string> columns, int[] shards, params double?[][] values)
    {
        string types = string.Join(", ", columns.Skip(1).Select(column => $"{column} double precision"));
        servers.Main.Execute(
            $"CREATE EXTENSION IF NOT EXISTS postgres_fdw; CREATE TABLE {table} ({columns[0]} int, {types}) PARTITION BY LIST ({columns[0]})");
        for (int holder = 0; holder < servers.Holders.Count; holder++)
        {
            PostgresServer server = servers.Holders[holder];
            string name = string.Create(CultureInfo.InvariantCulture, $"holder{holder}");
            string keys = string.Join(", ", shards.Distinct().Where(shard => shard % servers.Holders.Count == holder));
            server.Execute($"CREATE TABLE {table} ({columns[0]} int, {types})");
            servers.Main.Execute($"""
                CREATE SERVER IF NOT EXISTS {name} FOREIGN DATA WRAPPER postgres_fdw
                    OPTIONS (host '127.0.0.1', port '{server.Port}', dbname 'postgres');
                CREATE USER MAPPING IF NOT EXISTS FOR postgres SERVER {name} OPTIONS (user 'postgres');
                CREATE FOREIGN TABLE {table}_{name} PARTITION OF {table} FOR VALUES IN ({keys}) SERVER {name} OPTIONS (table_name '{table}');
                """);
            int[] rows = [.. Enumerable.Range(0, shards.Length).Where(row => shards[row] % servers.Holders.Count == holder)];
            server.Copy(table, [.. rows.Select(row => shards[row])], [.. values.Select(column => rows.Select(row => column[row]).ToArray())]);
        }
    }
}
