namespace Norm.ML.Internals.Database;

/// <summary>What drivers say, for messages of ours.</summary>
internal static class Problems
{
    private const int Longest = 300;

    /// <summary>The first line; drivers add positions and hints below. Some say what really happened in the exception within.</summary>
    public static string Line(Exception problem)
    {
        string line = First(problem);
        if (problem.InnerException is { } inner
            && !line.Contains(First(inner), StringComparison.Ordinal))
        {
            line = $"{line.TrimEnd('.')}: {First(inner)}";
        }

        if (line.Length > Longest)
        {
            line = line[..Longest] + "...";
        }

        return line.EndsWith('.') ? line : line + ".";
    }

    private static string First(Exception problem) => problem.Message.Split('\n', 2)[0].Trim();
}
