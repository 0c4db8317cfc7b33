using System.Diagnostics;

namespace Norm.ML.Samples.Tests;

/// <summary>The search over embeddings finds the short text that the question is about, and not the longest one.</summary>
public class EmbeddingSearchTests
{
    [Fact]
    public void Finds_the_text_about_the_question()
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EmbeddingSearch.dll")])
        {
            RedirectStandardOutput = true,
        })!;
        string[] lines = program.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
        Assert.Equal("Where does the cat sleep at night?", lines[0].Trim());
        Assert.EndsWith("The cat sleeps on the mat.", lines[1].Trim());
        Assert.Equal(5, lines.Length);
    }
}
