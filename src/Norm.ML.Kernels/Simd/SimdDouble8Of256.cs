using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

/// <summary>Eight doubles as two 256-bit vectors.</summary>
/// <param name="a">Lanes 0 to 3.</param>
/// <param name="b">Lanes 4 to 7.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct SimdDouble8Of256(Vector256<double> a, Vector256<double> b) : ISimdDouble8<SimdDouble8Of256>
{
    internal readonly Vector256<double> A = a, B = b;

    /// <inheritdoc/>
    public static SimdDouble8Of256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Broadcast(double value)
    {
        Vector256<double> all = Vector256.Create(value);
        return new(all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Broadcast(ref double source, nint index) => Broadcast(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Load(ref double source, nint index) =>
        new(Vector256.LoadUnsafe(ref source, (nuint)index), Vector256.LoadUnsafe(ref source, (nuint)index + 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Load(ref float source, nint index) =>
        new(Conversions.Widen(Vector128.LoadUnsafe(ref source, (nuint)index)), Conversions.Widen(Vector128.LoadUnsafe(ref source, (nuint)index + 4)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdDouble8Of256 value, ref double destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdDouble8Of256 value, ref float destination, nint index)
    {
        Conversions.Narrow(value.A).StoreUnsafe(ref destination, (nuint)index);
        Conversions.Narrow(value.B).StoreUnsafe(ref destination, (nuint)index + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 MaskedLoad(ref double source, nint index, nint count) =>
        new(MaskedMemory.LoadFour(ref source, index, count), MaskedMemory.LoadFour(ref source, index + 4, count - 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdDouble8Of256 value, ref double destination, nint index, nint count)
    {
        MaskedMemory.StoreFour(value.A, ref destination, index, count);
        MaskedMemory.StoreFour(value.B, ref destination, index + 4, count - 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 MaskedLoad(ref float source, nint index, nint count)
    {
        Vector256<float> floats = MaskedMemory.LoadEight(ref source, index, count);
        return new(Conversions.Widen(floats.GetLower()), Conversions.Widen(floats.GetUpper()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdDouble8Of256 value, ref float destination, nint index, nint count)
    {
        MaskedMemory.StoreEight(Vector256.Create(Conversions.Narrow(value.A), Conversions.Narrow(value.B)), ref destination, index, count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdDouble8Of256 value, ref double destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdDouble8Of256 value, ref float destination, nint index)
    {
        Conversions.Narrow(value.A).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        Conversions.Narrow(value.B).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 operator +(SimdDouble8Of256 a, SimdDouble8Of256 b) => new(a.A + b.A, a.B + b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 operator -(SimdDouble8Of256 a, SimdDouble8Of256 b) => new(a.A - b.A, a.B - b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 operator -(SimdDouble8Of256 a) => new(-a.A, -a.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 operator *(SimdDouble8Of256 a, SimdDouble8Of256 b) => new(a.A * b.A, a.B * b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 operator /(SimdDouble8Of256 a, SimdDouble8Of256 b) => new(a.A / b.A, a.B / b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Fma(SimdDouble8Of256 a, SimdDouble8Of256 b, SimdDouble8Of256 c) =>
        new(Vector256.FusedMultiplyAdd(a.A, b.A, c.A), Vector256.FusedMultiplyAdd(a.B, b.B, c.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 FmaOfFloats(SimdDouble8Of256 a, SimdDouble8Of256 b, SimdDouble8Of256 c) => Fma(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Sqrt(SimdDouble8Of256 a) => new(Vector256.Sqrt(a.A), Vector256.Sqrt(a.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 And(SimdDouble8Of256 a, SimdDouble8Of256 mask) => new(a.A & mask.A, a.B & mask.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 SelectIfLess(SimdDouble8Of256 x, SimdDouble8Of256 y, SimdDouble8Of256 a, SimdDouble8Of256 b)
    {
        return new(
            Vector256.ConditionalSelect(Vector256.LessThan(x.A, y.A), a.A, b.A),
            Vector256.ConditionalSelect(Vector256.LessThan(x.B, y.B), a.B, b.B));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 First(SimdDouble8Of256 a, nint count)
    {
        return new(
            a.A & Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble(),
            a.B & Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count - 4)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 RoundToFloat(SimdDouble8Of256 a) =>
        new(Conversions.Widen(Conversions.Narrow(a.A)), Conversions.Widen(Conversions.Narrow(a.B)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(SimdDouble8Of256 a) => PairwiseSum.Sum(a.A) + PairwiseSum.Sum(a.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Sums(
        SimdDouble8Of256 a0, SimdDouble8Of256 a1, SimdDouble8Of256 a2, SimdDouble8Of256 a3, SimdDouble8Of256 a4, SimdDouble8Of256 a5,
        SimdDouble8Of256 a6, SimdDouble8Of256 a7)
    {
        return new(
            PairwiseSum.Sums(a0.A, a1.A, a2.A, a3.A) + PairwiseSum.Sums(a0.B, a1.B, a2.B, a3.B),
            PairwiseSum.Sums(a4.A, a5.A, a6.A, a7.A) + PairwiseSum.Sums(a4.B, a5.B, a6.B, a7.B));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(ref double rows, nint width, ref double tile)
    {
        if (Avx.IsSupported)
        {
            DoubleTranspose.Load256(ref rows, width, ref tile);
            DoubleTranspose.Load256(ref Unsafe.Add(ref rows, 4 * width), width, ref Unsafe.Add(ref tile, 4));
        }
        else
        {
            FloatTranspose.Load(ref rows, width, ISimdDouble8<SimdDouble8Of256>.Count, ref tile);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(ref double tile, nint width, ref double rows)
    {
        if (Avx.IsSupported)
        {
            DoubleTranspose.Store256(ref tile, width, ref rows);
            DoubleTranspose.Store256(ref Unsafe.Add(ref tile, 4), width, ref Unsafe.Add(ref rows, 4 * width));
        }
        else
        {
            FloatTranspose.Store(ref tile, width, ISimdDouble8<SimdDouble8Of256>.Count, ref rows);
        }
    }
}
