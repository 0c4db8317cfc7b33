using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Norm.ML.Tool.Output;

/// <summary>Prints a page through an installed Chromium, without a window.</summary>
internal sealed class ChromiumPrinter
{
    private const string Variable = "CHROMIUM_PATH", Prefix = "norm-ml-print-";

    // A page is printed in a second or two.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    // Nothing is fetched, and nothing is kept of the browser's state.
    private static readonly string[] Arguments =
    [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-extensions",
        "--no-pdf-header-footer",
    ];

    private readonly string _program;

    private ChromiumPrinter(string program) => _program = program;

    /// <summary>Finds the program.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static ChromiumPrinter Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? new(named) : throw new ToolException($"--pdf: {Variable} is {named}, and there is no such file.");
        }

        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name + suffix)))
            .FirstOrDefault(File.Exists);
        return found is not null ? new(found)
            : throw new ToolException(
            $"--pdf: there is no Chromium on the PATH ({string.Join(", ", Names)}), and {Variable} names none; "
                + "open the page in a browser and print it there.");
    }

    /// <summary>Prints.</summary>
    /// <param name="html">A page that needs nothing else.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <exception cref="ToolException">The browser failed; the message has its last line.</exception>
    public byte[] Print(string html, CancellationToken cancellation)
    {
        try
        {
            using var folder = new ScratchFolder(Prefix);
            return PrintIn(folder, html, cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"--pdf: the page cannot be printed in the folder for temporary files, {Path.GetTempPath()}: {OneLine.Of(problem)}", problem);
        }
    }

    private byte[] PrintIn(ScratchFolder folder, string html, CancellationToken cancellation)
    {
        string page = folder.At("page.html"), pdf = folder.At("page.pdf");
        File.WriteAllText(page, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        string said = Run(
            [.. Arguments, $"--user-data-dir={folder.At("profile")}", $"--print-to-pdf={pdf}", new Uri(page).AbsoluteUri], cancellation);
        return File.Exists(pdf) && new FileInfo(pdf).Length > 0
            ? File.ReadAllBytes(pdf)
            : throw new ToolException($"--pdf: {_program} printed nothing: {said}");
    }

    private string Run(string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        // Chromium refuses to sandbox root.
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            start.ArgumentList.Insert(0, "--no-sandbox");
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None),
                output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Longest);
            try
            {
                process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                cancellation.ThrowIfCancellationRequested();
                throw new ToolException($"--pdf: {_program} did not end within {Longest.TotalMinutes} minutes.");
            }

            _ = output.GetAwaiter().GetResult();
            return error.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
                ?? $"exit code {process.ExitCode}.";
        }
        catch (Win32Exception problem)
        {
            throw new ToolException($"--pdf: {_program} cannot be started: {OneLine.Of(problem)}", problem);
        }
    }
}
