using System.Data.Common;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Norm.ML.Tool.Csv;
using Npgsql;

namespace Norm.ML.Tool.Database;

/// <summary>Which database: a file, or a connection string from the environment. What is in that never appears in a message.</summary>
internal sealed class ConnectionText
{
    private const string DuckDb = "duckdb:", Sqlite = "sqlite:";

    // Shorter ones would be found in the middle of words.
    private const int ShortestHidden = 3;

    private readonly Func<DbConnection> _connect;
    private readonly string? _password;

    private ConnectionText(SqlDialect dialect, Func<DbConnection> connect, string? password = null) =>
        (Dialect, _connect, _password) = (dialect, connect, password);

    public SqlDialect Dialect { get; }

    /// <summary>Whether a value names a file, and not a variable.</summary>
    public static bool IsFile(string value) =>
        value.StartsWith(DuckDb, StringComparison.Ordinal) || (value.StartsWith(Sqlite, StringComparison.Ordinal) && value.Length > Sqlite.Length);

    /// <summary>Reads what <c>--db</c> says: <c>duckdb:FILE</c>, <c>sqlite:FILE</c>, or the name of a variable.</summary>
    /// <exception cref="ToolException">There is no such file or variable, or it does not hold a connection string.</exception>
    public static ConnectionText Of(string value) => IsFile(value) ? OfFile(value) : OfVariable(value);

    public DbConnection Connect() => _connect();

    /// <summary>A message without the password, should it be in it.</summary>
    public string Hide(string message) =>
        _password is { Length: >= ShortestHidden } password ? message.Replace(password, "***", StringComparison.Ordinal) : message;

    // A database that is not there would be made. DuckDB without a file is an engine for the files that a query names.
    private static ConnectionText OfFile(string value)
    {
        bool duckDb = value.StartsWith(DuckDb, StringComparison.Ordinal);
        string path = value[(duckDb ? DuckDb : Sqlite).Length..];
        if (duckDb && path is "" or ":memory:")
        {
            return new(SqlDialect.DuckDb, () => new DuckDBConnection("DataSource=:memory:"));
        }

        InputFile.Open(path).Dispose();
        return duckDb
            ? new(SqlDialect.DuckDb, () => new DuckDBConnection(
                new DuckDBConnectionStringBuilder { DataSource = path, ["ACCESS_MODE"] = "READ_ONLY" }.ConnectionString))
            : new(SqlDialect.Sqlite, () => new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString));
    }

    // Host=...;Username=...;Password=...;Database=..., or postgres://user:password@host:port/database, or mysql://... .
    private static ConnectionText OfVariable(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            throw new ToolException(
                $"The environment variable {variable} is not set; --db names the one that holds the connection string: "
                    + "Host=...;Username=...;Password=...;Database=...");
        }

        if (IsFile(text))
        {
            return OfFile(text);
        }

        try
        {
            return text.StartsWith("mysql://", StringComparison.Ordinal) || text.StartsWith("mariadb://", StringComparison.Ordinal)
                ? OfMySql(new Uri(text)) : OfPostgres(text);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException
        or OverflowException)
        {
            // The driver's message quotes what it does not understand; even as a cause it is not passed on.
            throw new ToolException(
                $"The environment variable {variable} holds no connection string that can be read; accepted: "
                    + "Host=...;Username=...;Password=...;Database=..., or postgres://user:password@host/database, or "
                    + "mysql://user:password@host/database.");
        }
    }

    private static ConnectionText OfPostgres(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder(text.Contains("://") ? OfUri(new Uri(text)) : text);
        if (string.IsNullOrEmpty(settings.Host))
        {
            throw new FormatException();
        }

        // A long statement says nothing for a long time; a connection that is gone should be noticed all the same.
        if (settings.KeepAlive == 0)
        {
            settings.KeepAlive = 30;
        }

        settings.ApplicationName ??= "norm-ml";
        settings.Pooling = false;
        return new ConnectionText(SqlDialect.PostgreSql, () => new NpgsqlConnection(settings.ConnectionString), settings.Password);
    }

    private static ConnectionText OfMySql(Uri uri)
    {
        (string? user, string? password) = UserOf(uri);
        var settings = new MySqlConnectionStringBuilder
        {
            Server = uri.Host,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
            UserID = user ?? "",
            Password = password ?? "",
            Pooling = false,
        };
        settings.Port = uri.Port > 0 ? (uint)uri.Port : settings.Port;
        foreach ((string name, string value) in Settings(uri))
        {
            settings[name] = value;
        }

        return new ConnectionText(SqlDialect.MySql, () => new MySqlConnection(settings.ConnectionString), password);
    }

    private static string OfUri(Uri uri)
    {
        if (uri.Scheme is not ("postgres" or "postgresql"))
        {
            throw new FormatException();
        }

        var settings = new NpgsqlConnectionStringBuilder { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')) };
        if (uri.Port > 0)
        {
            settings.Port = uri.Port;
        }

        (settings.Username, settings.Password) = UserOf(uri);
        foreach ((string name, string value) in Settings(uri))
        {
            settings[name] = value.Replace("verify-full", "VerifyFull").Replace("verify-ca", "VerifyCA");
        }

        return settings.ConnectionString;
    }

    private static (string? User, string? Password) UserOf(Uri uri)
    {
        string[] user = uri.UserInfo.Split(':', 2);
        return (user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null, user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null);
    }

    private static IEnumerable<(string Name, string Value)> Settings(Uri uri) => uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .Select(parts => (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[^1])));
}
