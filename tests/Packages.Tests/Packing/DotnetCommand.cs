using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Norm.ML.Packages.Tests.Packing;

/// <summary>Runs <c>dotnet</c>, and programs that need it, apart from the test run that we are in.</summary>
static class DotnetCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The folder of the SDK that runs us; the runtime is three levels below it.
    static readonly string Root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Gives the standard output, and fails with all output unless the exit code is 0.</summary>
    public static string Run(string folder, params string[] arguments) =>
        RunProgram(folder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>The same for a program of its own, which finds the runtime that we run on.</summary>
    public static string RunProgram(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A test run tells its children which build they are part of; these are not part of one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_ROOT"] = Root;

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {Patience}.");
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output.Result}\n{error.Result}");
        return output.Result;
    }
}
