using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

/// <summary>Eight doubles as one 512-bit vector.</summary>
/// <param name="a">Lanes 0 to 7.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct SimdDouble8Of512(Vector512<double> a) : ISimdDouble8<SimdDouble8Of512>
{
    internal readonly Vector512<double> A = a;

    /// <inheritdoc/>
    public static SimdDouble8Of512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Broadcast(double value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Broadcast(ref double source, nint index) => Broadcast(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Load(ref double source, nint index) => new(Vector512.LoadUnsafe(ref source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Load(ref float source, nint index) => new(Conversions.Widen(Vector256.LoadUnsafe(ref source, (nuint)index)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdDouble8Of512 value, ref double destination, nint index) => value.A.StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdDouble8Of512 value, ref float destination, nint index) =>
        Conversions.Narrow(value.A).StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 MaskedLoad(ref double source, nint index, nint count) => new(MaskedMemory.Load(ref source, index, count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdDouble8Of512 value, ref double destination, nint index, nint count) =>
        MaskedMemory.Store(value.A, ref destination, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 MaskedLoad(ref float source, nint index, nint count) =>
        new(Conversions.Widen(MaskedMemory.LoadLower(ref source, index, count)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdDouble8Of512 value, ref float destination, nint index, nint count) =>
        MaskedMemory.StoreLower(Conversions.Narrow(value.A), ref destination, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdDouble8Of512 value, ref double destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdDouble8Of512 value, ref float destination, nint index)
    {
        Conversions.Narrow(value.A).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 operator +(SimdDouble8Of512 a, SimdDouble8Of512 b) => new(a.A + b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 operator -(SimdDouble8Of512 a, SimdDouble8Of512 b) => new(a.A - b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 operator -(SimdDouble8Of512 a) => new(-a.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 operator *(SimdDouble8Of512 a, SimdDouble8Of512 b) => new(a.A * b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 operator /(SimdDouble8Of512 a, SimdDouble8Of512 b) => new(a.A / b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Fma(SimdDouble8Of512 a, SimdDouble8Of512 b, SimdDouble8Of512 c) => new(Vector512.FusedMultiplyAdd(a.A, b.A, c.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 FmaOfFloats(SimdDouble8Of512 a, SimdDouble8Of512 b, SimdDouble8Of512 c) => Fma(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Sqrt(SimdDouble8Of512 a) => new(Vector512.Sqrt(a.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 And(SimdDouble8Of512 a, SimdDouble8Of512 mask) => new(a.A & mask.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 SelectIfLess(SimdDouble8Of512 x, SimdDouble8Of512 y, SimdDouble8Of512 a, SimdDouble8Of512 b) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x.A, y.A), a.A, b.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 First(SimdDouble8Of512 a, nint count)
    {
        return new(
            a.A & Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 RoundToFloat(SimdDouble8Of512 a) => new(Conversions.Widen(Conversions.Narrow(a.A)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(SimdDouble8Of512 a) => PairwiseSum.Sum(a.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Sums(
        SimdDouble8Of512 a0, SimdDouble8Of512 a1, SimdDouble8Of512 a2, SimdDouble8Of512 a3, SimdDouble8Of512 a4, SimdDouble8Of512 a5,
        SimdDouble8Of512 a6, SimdDouble8Of512 a7)
    {
        return new(PairwiseSum.Sums(a0.A, a1.A, a2.A, a3.A, a4.A, a5.A, a6.A, a7.A));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(ref double rows, nint width, ref double tile)
    {
        if (Avx512F.IsSupported)
        {
            DoubleTranspose.Load512(ref rows, width, ref tile);
        }
        else
        {
            FloatTranspose.Load(ref rows, width, ISimdDouble8<SimdDouble8Of512>.Count, ref tile);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(ref double tile, nint width, ref double rows)
    {
        if (Avx512F.IsSupported)
        {
            DoubleTranspose.Store512(ref tile, width, ref rows);
        }
        else
        {
            FloatTranspose.Store(ref tile, width, ISimdDouble8<SimdDouble8Of512>.Count, ref rows);
        }
    }
}
