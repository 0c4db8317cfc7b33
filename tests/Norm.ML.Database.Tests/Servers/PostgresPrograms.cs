using System.Globalization;

namespace Norm.ML.Database.Tests.Servers;

/// <summary>Where PostgreSQL's own programs are on this machine, and why tests that need them cannot run if they are not.</summary>
internal static class PostgresPrograms
{
    // Where Debian and its kin put them; newest version first.
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>The folder of initdb and pg_ctl; null if there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The user who runs servers; null for the one who runs the tests. PostgreSQL refuses to run as root.</summary>
    public static string? User { get; } = Environment.IsPrivilegedProcess ? "postgres" : null;

    /// <summary>Why there can be no server; null if there can.</summary>
    public static string? Obstacle { get; } =
        OperatingSystem.IsWindows() ? "Servers are started by a shell script."
        : Folder is null ? $"There is no PostgreSQL server: initdb is neither on the path nor in {Versions}. Debian's package is postgresql."
        : User is not null && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith(User + ":", StringComparison.Ordinal))
        ? $"PostgreSQL refuses to run as root, and there is no user {User}."
        : null;

    private static string? Find()
    {
        IEnumerable<string> installed = Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions).OrderByDescending(Number).Select(version => Path.Combine(version, "bin"))
            : [];
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))
            && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static double Number(string folder) =>
        double.TryParse(Path.GetFileName(folder), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;
}

/// <summary>A test that needs a PostgreSQL server, and is skipped where none can be started.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresPrograms.Obstacle;
}

/// <summary>A theory that needs a PostgreSQL server, and is skipped where none can be started.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresPrograms.Obstacle;
}
