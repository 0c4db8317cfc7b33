using System.Diagnostics;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>The command as a process of its own.</summary>
internal static class ToolProcess
{
    public static string Host { get; } = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "norm-ml.dll");

    public static Process Start(string folder, params string[] args) =>
        Process.Start(new ProcessStartInfo(Host, [Assembly, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;

    public static async Task<Outcome> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return new Outcome(process.ExitCode, await output, await error);
    }

    public static async Task<Outcome> RunAsync(string folder, params string[] args)
    {
        using Process process = Start(folder, args);
        return await EndAsync(process);
    }

    /// <summary>Runs with these bytes on standard input.</summary>
    public static async Task<Outcome> RunAsync(string folder, byte[] input, params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(Host, [Assembly, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        Task<Outcome> end = EndAsync(process);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read all of it.
        }

        return await end;
    }

    /// <summary>Runs a line of bash, in which <c>norm-ml</c> is the command.</summary>
    public static async Task<Outcome> ShellAsync(string folder, string line)
    {
        string function = $"norm-ml() {{ \"{Host}\" \"{Assembly}\" \"$@\"; }}; ";
        var start = new ProcessStartInfo("/bin/bash", ["-c", function + line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using Process process = Process.Start(start)!;
        return await EndAsync(process);
    }

    /// <summary>Runs with some variables of the environment set.</summary>
    public static async Task<Outcome> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        string host = Path.IsPathRooted(Host) ? Host : Environment.ProcessPath!;
        var start = new ProcessStartInfo(host, [Assembly, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        return await EndAsync(process);
    }
}
