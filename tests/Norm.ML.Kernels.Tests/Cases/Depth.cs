using System.Runtime.Intrinsics;

namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>
/// How much is tried. The environment variable <c>NORM_ML_TEST_DEPTH</c> says <c>quick</c>, <c>normal</c> or <c>deep</c>; without it a run
/// without wide vectors (as with <c>DOTNET_EnableAVX2=0</c>), where everything is slower, is quick, and any other is normal.
/// </summary>
internal enum Depth
{
    Quick,
    Normal,
    Deep,
}

internal static class Depths
{
    public static Depth Current { get; } = Environment.GetEnvironmentVariable("NORM_ML_TEST_DEPTH")?.ToLowerInvariant() switch
    {
        "quick" => Depth.Quick,
        "normal" => Depth.Normal,
        "deep" => Depth.Deep,
        null or "" => Vector256.IsHardwareAccelerated ? Depth.Normal : Depth.Quick,
        var other => throw new InvalidOperationException($"NORM_ML_TEST_DEPTH is '{other}'; it has to be quick, normal or deep."),
    };

    /// <summary>The sizes of segments for the accuracy tests.</summary>
    public static IEnumerable<int> Sizes => Current == Depth.Quick
        ? [.. Enumerable.Range(1, 34), 48, 63, 64, 65, 100, 127, 128, 130, 256, 257, 768, 1000]
        : [.. SmallSizes, 384, 768, 1000, 1024, 4096, 5000, 65536];

    /// <summary>1 to 300, where tails and remainders differ.</summary>
    public static IEnumerable<int> SmallSizes => Enumerable.Range(1, 300);

    /// <summary>A bounded number of repetitions.</summary>
    public static int Times(int normal) => Current switch { Depth.Quick => Math.Max(1, normal / 5), Depth.Deep => normal * 20, _ => normal };
}
