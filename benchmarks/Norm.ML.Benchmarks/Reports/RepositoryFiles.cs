namespace Norm.ML.Benchmarks.Reports;

/// <summary>Where things are in the repository that this program was built from.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string Peers => Path.Combine(Root, "benchmarks", "peers");

    public static string Results => Path.Combine(Root, "benchmarks", "results");

    /// <summary>The documents with tables of committed results.</summary>
    public static IReadOnlyList<string> Documents => [Path.Combine(Root, "README.md"), Path.Combine(Root, "docs", "measured.md")];

    /// <summary>From the working directory or from the program upwards; a deterministic build does not know its sources' place.</summary>
    private static string FindRoot()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Norm.ML.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException("Norm.ML.sln was not found above the working directory or the program.");
    }
}
