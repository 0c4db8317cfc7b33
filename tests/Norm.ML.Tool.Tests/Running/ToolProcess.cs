using System.Diagnostics;

namespace Norm.ML.Tool.Tests;

/// <summary>The command as a process of its own.</summary>
static class ToolProcess
{
    public static Process Start(string folder, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "norm-ml.dll"));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

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
}
