using Norm.ML.Benchmarks.ReadmeTables;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Makes the README's tables from committed results, or says that they are out of date.</summary>
static class ReadmeMode
{
    public static int Run(bool check)
    {
        string old = File.ReadAllText(RepositoryFiles.Readme), filled = ReadmeFile.Fill(old, RepositoryFiles.Root);
        if (old == filled) return 0;
        if (check)
        {
            Console.Error.WriteLine("README.md does not show the committed results; run the benchmarks with 'readme'.");
            return 1;
        }
        File.WriteAllText(RepositoryFiles.Readme, filled);
        return 0;
    }
}
