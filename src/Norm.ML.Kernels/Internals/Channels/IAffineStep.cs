using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Loads and stores of eight elements of either type as doubles, and what the affine step of that type needs.</summary>
internal interface IAffineStep<T, D> where D : struct, IDoubleLanes<D>
{
    static abstract D Load(ref T x, nint i);
    static abstract D LoadPart(ref T x, nint i, nint count);
    static abstract void Store(D value, ref T y, nint i);
    static abstract void StorePart(D value, ref T y, nint i, nint count);
    static abstract void StoreStreaming(D value, ref T y, nint i);

    /// <summary>Whether <see cref="Apply"/> uses the low part of the scale.</summary>
    static abstract bool UsesLow { get; }

    /// <summary><c>(x - mean) * (scale + low) + shift</c>.</summary>
    static abstract D Apply(D x, D mean, D scale, D low, D shift);
}

/// <summary>Float: a scale in double is exact enough; <c>x - mean</c> comes first, so that a constant channel gives beta.</summary>
internal readonly struct FloatAffine<D> : IAffineStep<float, D> where D : struct, IDoubleLanes<D>
{
    public static bool UsesLow => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Load(ref float x, nint i) => D.Load(ref x, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D LoadPart(ref float x, nint i, nint count) => D.LoadPart(ref x, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(D value, ref float y, nint i) => D.Store(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(D value, ref float y, nint i, nint count) => D.StorePart(value, ref y, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(D value, ref float y, nint i) => D.StoreStreaming(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Apply(D x, D mean, D scale, D low, D shift) => D.Fma(x - mean, scale, shift);
}

/// <summary>Double: what rounding took from the scale is added, too.</summary>
internal readonly struct DoubleAffine<D> : IAffineStep<double, D> where D : struct, IDoubleLanes<D>
{
    public static bool UsesLow => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Load(ref double x, nint i) => D.Load(ref x, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D LoadPart(ref double x, nint i, nint count) => D.LoadPart(ref x, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(D value, ref double y, nint i) => D.Store(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(D value, ref double y, nint i, nint count) => D.StorePart(value, ref y, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(D value, ref double y, nint i) => D.StoreStreaming(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Apply(D x, D mean, D scale, D low, D shift)
    {
        D c = x - mean;
        return D.Fma(c, scale, D.Fma(c, low, shift));
    }
}
