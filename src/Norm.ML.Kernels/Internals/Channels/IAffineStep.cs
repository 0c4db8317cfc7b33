using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>Loads and stores eight floats or doubles as doubles, and computes the affine step for that type.</summary>
internal interface IAffineStep<T, D> where D : struct, ISimdDouble8<D>
{
    static abstract D Load(ref T x, nint i);
    static abstract D MaskedLoad(ref T x, nint i, nint count);
    static abstract void Store(D value, ref T y, nint i);
    static abstract void MaskedStore(D value, ref T y, nint i, nint count);
    static abstract void StoreNonTemporal(D value, ref T y, nint i);

    /// <summary>Whether <see cref="Apply"/> uses the low part of the scale.</summary>
    static abstract bool UsesLow { get; }

    /// <summary><c>(x - mean) * (scale + low) + shift</c>.</summary>
    static abstract D Apply(D x, D mean, D scale, D low, D shift);
}

/// <summary>Floats: the low part of the scale is not needed. The mean is subtracted first, so that a constant channel gives beta.</summary>
internal readonly struct FloatAffine<D> : IAffineStep<float, D> where D : struct, ISimdDouble8<D>
{
    public static bool UsesLow => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Load(ref float x, nint i) => D.Load(ref x, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D MaskedLoad(ref float x, nint i, nint count) => D.MaskedLoad(ref x, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(D value, ref float y, nint i) => D.Store(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(D value, ref float y, nint i, nint count) => D.MaskedStore(value, ref y, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(D value, ref float y, nint i) => D.StoreNonTemporal(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Apply(D x, D mean, D scale, D low, D shift) => D.Fma(x - mean, scale, shift);
}

/// <summary>Doubles: the low part of the scale is used, too.</summary>
internal readonly struct DoubleAffine<D> : IAffineStep<double, D> where D : struct, ISimdDouble8<D>
{
    public static bool UsesLow => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Load(ref double x, nint i) => D.Load(ref x, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D MaskedLoad(ref double x, nint i, nint count) => D.MaskedLoad(ref x, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(D value, ref double y, nint i) => D.Store(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(D value, ref double y, nint i, nint count) => D.MaskedStore(value, ref y, i, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(D value, ref double y, nint i) => D.StoreNonTemporal(value, ref y, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Apply(D x, D mean, D scale, D low, D shift)
    {
        D c = x - mean;
        return D.Fma(c, scale, D.Fma(c, low, shift));
    }
}
