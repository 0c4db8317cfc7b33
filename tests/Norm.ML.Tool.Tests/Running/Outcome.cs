namespace Norm.ML.Tool.Tests.Running;

/// <summary>How a command ended and what it wrote.</summary>
public sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>The command succeeded; what it wrote says why not.</summary>
    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>The command failed with one line, which has each of these words in it, and no result.</summary>
    public Outcome Failed(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode}: {Error}");
        Assert.Empty(Out);
        Assert.StartsWith("norm-ml: ", Error);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n'));
        Assert.DoesNotContain("Unexpected", Error);
        foreach (string word in words)
        {
            Assert.Contains(word, Error);
        }

        return this;
    }

    /// <summary>The table of <c>fit</c>: the cells of each line, without the titles.</summary>
    public Dictionary<string, string[]> Table() => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Skip(1)
        .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[0]);
}
