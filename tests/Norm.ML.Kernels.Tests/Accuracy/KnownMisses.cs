using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Cases that miss their limit for now, as listed in known-misses.txt. Each is asserted to miss it still, so that the list cannot outlive its reasons.</summary>
internal static class KnownMisses
{
    private static readonly HashSet<string> Misses =
        [.. File.ReadAllLines(Repository.Path("tests/Norm.ML.Kernels.Tests/Accuracy/known-misses.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>Patterns on which Fast is worse than PyTorch.</summary>
    private static readonly HashSet<(string Norm, string Pattern)> FastMisses =
    [
        // Float sums of numbers whose roundings all have the same sign.
        ("LayerNorm", "two values 1.1 and 0.3"),
    ];

    public static void Check<T>(string norm, string pattern, string what, ErrorPair error, double limit, string where)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string type = Element<T>.Name, about = $"{what} of {norm}, {type}, '{pattern}'";
        bool within = error.Normal <= limit && error.Tiny <= Limits.Tiny;
        if (Misses.Contains($"~ {norm} | {type} | {pattern} | {what}")) return;
        if (Misses.Contains($"{norm} | {type} | {pattern} | {what}"))
        {
            if (Depths.Current != Depth.Quick) Assert.False(within, $"{about} is within its limit now: take it off the list of known misses.");
            return;
        }
        Assert.True(within, $"{about}: {error} exceeds {limit} (or {Limits.Tiny} if tiny){where}");
    }

    public static void CheckFast(string norm, string pattern, bool noWorse, string message)
    {
        if (FastMisses.Contains((norm, pattern))) Assert.False(noWorse, $"{norm}, '{pattern}': take it off the list of known misses. {message}");
        else Assert.True(noWorse, message);
    }
}
