using System.Data.Common;
using Npgsql;

namespace Norm.ML.Tool.Database;

/// <summary>A connection string from the environment. What is in it never appears in a message.</summary>
internal sealed class ConnectionText
{
    // Shorter ones would be found in the middle of words.
    private const int ShortestHidden = 3;

    private readonly NpgsqlConnectionStringBuilder _settings;

    private ConnectionText(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <summary>
    /// Reads a variable: <c>Host=...;Username=...;Password=...;Database=...</c>, or <c>postgres://user:password@host:port/database</c>.
    /// </summary>
    /// <exception cref="ToolException">It is not set, or holds no connection string.</exception>
    public static ConnectionText OfVariable(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ToolException(
                $"The environment variable {variable} is not set; --db names the one that holds the connection string: "
                    + "Host=...;Username=...;Password=...;Database=...");
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text.Contains("://") ? OfUri(new Uri(text.Trim())) : text);
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
            return new ConnectionText(settings);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException
        or OverflowException)
        {
            // The driver's message quotes what it does not understand; even as a cause it is not passed on.
            throw new ToolException(
                $"The environment variable {variable} holds no connection string that can be read; accepted: "
                    + "Host=...;Username=...;Password=...;Database=..., or postgres://user:password@host/database.");
        }
    }

    public DbConnection Connect() => new NpgsqlConnection(_settings.ConnectionString);

    /// <summary>A message without the password, should it be in it.</summary>
    public string Hide(string message) =>
        _settings.Password is { Length: >= ShortestHidden } password ? message.Replace(password, "***", StringComparison.Ordinal) : message;

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

        string[] user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            settings[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts[^1]).Replace("verify-full", "VerifyFull")
                .Replace("verify-ca", "VerifyCA");
        }

        return settings.ConnectionString;
    }
}
