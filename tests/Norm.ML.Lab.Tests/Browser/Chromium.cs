namespace Norm.ML.Lab.Tests.Browser;

/// <summary>The browser of the machine, if it has one.</summary>
internal static class Chromium
{
    /// <summary>The program; null if there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why tests in the browser are skipped; null if they are not.</summary>
    public static string? Absent => Path is null ? "There is no 'chromium' on the PATH, and CHROMIUM_PATH names none." : null;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        string name = OperatingSystem.IsWindows() ? "chromium.exe" : "chromium";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}

/// <summary>A test in the browser, skipped with the reason where there is none.</summary>
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Absent;
}

/// <summary>Tests in the browser, skipped with the reason where there is none.</summary>
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Absent;
}
