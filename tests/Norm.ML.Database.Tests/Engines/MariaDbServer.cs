using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;

namespace Norm.ML.Database.Tests.Engines;

/// <summary>A MariaDB server of a test's own, in a temporary folder. It is skipped where the programs are not installed.</summary>
internal sealed class MariaDbServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("norm-ml-mariadb-").FullName;
    private readonly Process _server;
    private readonly int _port = FreePort();

    public MariaDbServer()
    {
        string user = Environment.IsPrivilegedProcess ? "--user=root" : "--skip-name-resolve";
        using (Process install = Start(Install!, "--no-defaults", $"--datadir={_folder}/data", "--auth-root-authentication-method=normal",
            "--skip-test-db", user))
        {
            install.WaitForExit();
        }

        _server = Start(Server!, "--no-defaults", $"--datadir={_folder}/data", $"--socket={_folder}/s", $"--port={_port}", "--bind-address=127.0.0.1",
            $"--pid-file={_folder}/pid", user);
        for (int i = 0; ; i++)
        {
            try
            {
                using var root = new MySqlConnection($"Server=127.0.0.1;Port={_port};User=root;Pooling=false");
                root.Open();
                using MySqlCommand command = root.CreateCommand();
                command.CommandText = "CREATE DATABASE d; CREATE USER u IDENTIFIED BY 'secret-word'; GRANT ALL ON d.* TO u";
                command.ExecuteNonQuery();
                return;
            }
            catch (MySqlException) when (i < 300 && !_server.HasExited)
            {
                Thread.Sleep(100);
            }
        }
    }

    /// <summary>The program that serves; null where it is not installed.</summary>
    public static string? Server { get; } = Find("mariadbd");

    /// <summary>The program that makes a data folder; null where it is not installed.</summary>
    public static string? Install { get; } = Find("mariadb-install-db");

    /// <summary>As the tool takes it.</summary>
    public string Uri => $"mysql://u:secret%2Dword@127.0.0.1:{_port}/d";

    public MySqlConnection Connect() => new($"Server=127.0.0.1;Port={_port};User=u;Password=secret-word;Database=d;Pooling=false");

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string? Find(string program) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin".Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that is skipped where MariaDB is not installed.</summary>
public sealed class MariaDbTheoryAttribute : TheoryAttribute
{
    public MariaDbTheoryAttribute() => Skip = MariaDbServer.Server is null || MariaDbServer.Install is null
        ? "MariaDB is not installed (Debian: mariadb-server)." : null;
}
