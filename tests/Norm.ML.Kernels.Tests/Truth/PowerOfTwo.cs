using System.Runtime.CompilerServices;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>A factor <c>2^exponent</c> beyond the range of one double, applied in two steps.</summary>
internal readonly struct PowerOfTwo
{
    private readonly double _first, _second;

    public PowerOfTwo(int exponent)
    {
        Exponent = exponent;
        int bounded = Math.Clamp(exponent, -2040, 2040);
        _first = Math.ScaleB(1, bounded / 2);
        _second = Math.ScaleB(1, bounded - bounded / 2);
    }

    public int Exponent { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Times(double value) => value * _first * _second;

    /// <summary>The exponent <c>e</c> with <c>2^(e-1) &lt;= |value| &lt; 2^e</c>; far below all others for zero.</summary>
    public static int Above(double value) => value == 0 ? -100_000 : Math.ILogB(value) + 1;
}
