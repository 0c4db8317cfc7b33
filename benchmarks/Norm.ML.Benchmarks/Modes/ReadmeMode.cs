using Norm.ML.Benchmarks.ReadmeTables;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Makes the tables of documents from committed results, or says which documents are out of date.</summary>
internal static class ReadmeMode
{
    public static int Run(bool check)
    {
        int code = 0;
        foreach (string document in RepositoryFiles.Documents)
        {
            string old = File.ReadAllText(document), filled = ReadmeFile.Fill(old, RepositoryFiles.Root);
            if (old == filled)
            {
                continue;
            }

            if (!check)
            {
                File.WriteAllText(document, filled);
                continue;
            }
            string name = Path.GetRelativePath(RepositoryFiles.Root, document);
            Console.Error.WriteLine($"{name} does not show the committed results; run the benchmarks with 'readme'.");
            code = 1;
        }
        return code;
    }
}
