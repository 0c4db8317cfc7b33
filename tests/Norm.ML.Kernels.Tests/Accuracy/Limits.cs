using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The promises, in units of <c>natural scale * machine epsilon</c>; a perfectly rounded result has at most 0.5.</summary>
internal static class Limits
{
    /// <summary>Output and input gradient: 1 for float and Half, 2.5 for double, 4 where squares over- or underflow in double.</summary>
    public static double Strict<T>(Pattern pattern) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) != typeof(double) ? 1 : pattern.OverflowsSquares || pattern == Patterns.Mixed ? 4 : 2.5;

    /// <summary>The gradients of gamma and beta.</summary>
    public static double Gradient<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) != typeof(double) ? 1 : 2.5;

    /// <summary>
    /// Where the natural scale itself is subnormal, the unit is that of the smallest normal number, and results are subnormal numbers that
    /// carry the roundings of several steps.
    /// </summary>
    public const double Tiny = 2.5;

    public static void Check<T>(string what, WorstCase worst, double limit) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assert.True(worst.Error.Normal <= limit && worst.Error.Tiny <= Tiny,
        $"{what}, {Element<T>.Name}: {worst.Error} exceeds {limit} (or {Tiny} if tiny){worst.Where}");
}
