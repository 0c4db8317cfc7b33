using Norm.ML.Benchmarks.ReadmeTables;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_readme_shows_the_committed_results()
    {
        if (!File.Exists(RepositoryFiles.Readme)) return;
        string text = File.ReadAllText(RepositoryFiles.Readme);
        Assert.Equal(ReadmeFile.Fill(text, RepositoryFiles.Root), text);
    }

    [Fact]
    public void Every_table_can_be_made_from_every_committed_result()
    {
        foreach (string folder in Directory.Exists(RepositoryFiles.Results) ? Directory.GetDirectories(RepositoryFiles.Results) : [])
            foreach ((string table, string file) in new[] { ("speed", "quick"), ("specialisation", "quick"), ("goals", "quick"), ("accuracy", "accuracy"), ("pipeline", "pipeline") })
                if (Path.Combine(folder, file + ".json") is var path && File.Exists(path)) Assert.StartsWith("| ", Tables.Write(table, path));
    }

    [Fact]
    public void A_wrong_cell_is_found_and_mended()
    {
        if (!Directory.Exists(RepositoryFiles.Results)) return;
        string file = Path.GetRelativePath(RepositoryFiles.Root, Directory.GetFiles(RepositoryFiles.Results, "quick.json", SearchOption.AllDirectories)[0]);
        string wrong = $"before\n<!-- table speed from {file} -->\n| 1 |\n<!-- end of table -->\nafter";
        string right = ReadmeFile.Fill(wrong, RepositoryFiles.Root);
        Assert.NotEqual(wrong, right);
        Assert.StartsWith("before\n<!-- table speed", right);
        Assert.EndsWith("<!-- end of table -->\nafter", right);
        Assert.Equal(right, ReadmeFile.Fill(right, RepositoryFiles.Root));
    }
}
