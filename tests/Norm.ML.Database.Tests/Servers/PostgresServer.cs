using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Norm.ML.Database.Tests.Servers;

/// <summary>
/// A PostgreSQL server of its own on the loopback interface, with a folder of its own, that ends with the tests whatever becomes of them.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const int MostPorts = 5;

    private readonly string _folder;
    private readonly Process _process;

    private PostgresServer(int port)
    {
        Port = port;
        _folder = Directory.CreateTempSubdirectory("norm-ml-postgres-").FullName;
        if (PostgresPrograms.User is { } user)
        {
            Run("chown", user, _folder);
        }

        string[] script = ["sh", Path.Combine(AppContext.BaseDirectory, "Servers", "server.sh"), PostgresPrograms.Folder!, _folder, $"{port}"];
        string[] command = PostgresPrograms.User is { } other
            ? ["runuser", "-u", other, "--", "sh", "-c", File.ReadAllText(script[1]), .. script[1..]] : script;
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder
        })!;
    }

    public int Port { get; }

    public string ConnectionString => ConnectionStringOf("postgres");

    /// <summary>Starts a server on a free port.</summary>
    public static PostgresServer Start()
    {
        for (int tries = 1; ; tries++)
        {
            var server = new PostgresServer(FreePort());
            string answer = server.Tell("start");
            if (answer == "started")
            {
                return server;
            }

            server.Dispose();
            // Someone else may have taken the port in between.
            if (tries == MostPorts)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {answer}");
            }
        }
    }

    public string ConnectionStringOf(string user) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = user,
        Password = "secret-word",
        Database = "postgres",
        Pooling = false,
        Timeout = 60,
    }.ConnectionString;

    public NpgsqlConnection Connect(string user = "postgres")
    {
        var connection = new NpgsqlConnection(ConnectionStringOf(user));
        connection.Open();
        return connection;
    }

    /// <summary>Ends the server at once, as a crash would.</summary>
    public void Crash() => Tell("stop");

    /// <summary>Starts it again after a crash.</summary>
    public void Restart()
    {
        string answer = Tell("start");
        if (answer != "started")
        {
            throw new InvalidOperationException($"PostgreSQL does not start again: {answer}");
        }
    }

    public void Execute(string sql)
    {
        using NpgsqlConnection connection = Connect();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Makes a table with these columns, the first of them whole numbers, and fills it.</summary>
    public void Fill(string table, IReadOnlyList<string> columns, int[] shards, params double?[][] values)
    {
        Execute($"CREATE TABLE {table} ({columns[0]} int, {string.Join(", ", columns.Skip(1).Select(column => $"{column} double precision"))})");
        Copy(table, shards, values);
    }

    /// <summary>Adds rows to a table.</summary>
    public void Copy(string table, int[] shards, params double?[][] values)
    {
        using NpgsqlConnection connection = Connect();
        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport($"COPY {table} FROM STDIN (FORMAT BINARY)");
        for (int row = 0; row < shards.Length; row++)
        {
            importer.StartRow();
            importer.Write(shards[row]);
            foreach (double?[] column in values)
            {
                if (column[row] is { } value)
                {
                    importer.Write(value);
                }
                else
                {
                    importer.WriteNull();
                }
            }
        }

        importer.Complete();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Tell(string word)
    {
        _process.StandardInput.WriteLine(word);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? "the script ended";
    }

    private static void Run(params string[] command)
    {
        using Process process = Process.Start(command[0], command[1..]);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
