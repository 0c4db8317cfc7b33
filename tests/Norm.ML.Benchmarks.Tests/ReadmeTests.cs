using Norm.ML.Benchmarks.ReadmeTables;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Tests;

public class ReadmeTests
{
    public static TheoryData<string> Documents => [.. RepositoryFiles.Documents.Select(path => Path.GetRelativePath(RepositoryFiles.Root, path))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_shows_the_committed_results(string document)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, document));
        Assert.Contains("<!-- table ", text);
        Assert.Equal(ReadmeFile.Fill(text, RepositoryFiles.Root), text);
    }

    [Fact]
    public void Every_table_can_be_made_from_every_committed_result()
    {
        foreach (string folder in Directory.Exists(RepositoryFiles.Results) ? Directory.GetDirectories(RepositoryFiles.Results) : [])
        {
            foreach ((string table, string file) in new[] { ("headline", "quick"), ("speed", "quick"), ("specialisation", "quick"),
                ("goals", "quick"), ("accuracy", "accuracy"), ("pipeline", "pipeline") })
            {
                if (Path.Combine(folder, file + ".json") is var path && File.Exists(path))
                {
                    Assert.StartsWith("| ", Tables.Write(table, path));
                }
            }
        }
    }

    [Fact]
    public void A_wrong_cell_is_found_and_mended()
    {
        if (!Directory.Exists(RepositoryFiles.Results))
        {
            return;
        }

        string file = Path.GetRelativePath(RepositoryFiles.Root,
            Directory.GetFiles(RepositoryFiles.Results, "quick.json", SearchOption.AllDirectories)[0]);
        string wrong = $"before\n<!-- table speed from {file} -->\n| 1 |\n<!-- end of table -->\nafter";
        string right = ReadmeFile.Fill(wrong, RepositoryFiles.Root);
        Assert.NotEqual(wrong, right);
        Assert.StartsWith("before\n<!-- table speed", right);
        Assert.EndsWith("<!-- end of table -->\nafter", right);
        Assert.Equal(right, ReadmeFile.Fill(right, RepositoryFiles.Root));
    }
}
