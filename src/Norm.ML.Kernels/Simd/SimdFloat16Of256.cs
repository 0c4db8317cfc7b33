using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

/// <summary>Sixteen floats as two 256-bit vectors.</summary>
/// <param name="a">Lanes 0 to 7.</param>
/// <param name="b">Lanes 8 to 15.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct SimdFloat16Of256(Vector256<float> a, Vector256<float> b) : ISimdFloat16<SimdFloat16Of256, SimdDouble8Of256>
{
    internal readonly Vector256<float> A = a, B = b;

    /// <inheritdoc/>
    public static SimdFloat16Of256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Broadcast(float value)
    {
        Vector256<float> all = Vector256.Create(value);
        return new(all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Broadcast(ref float source, nint index) => Broadcast(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Load(ref float source, nint index) =>
        new(Vector256.LoadUnsafe(ref source, (nuint)index), Vector256.LoadUnsafe(ref source, (nuint)index + 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdFloat16Of256 value, ref float destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 MaskedLoad(ref float source, nint index, nint count) =>
        new(MaskedMemory.LoadEight(ref source, index, count), MaskedMemory.LoadEight(ref source, index + 8, count - 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdFloat16Of256 value, ref float destination, nint index, nint count)
    {
        MaskedMemory.StoreEight(value.A, ref destination, index, count);
        MaskedMemory.StoreEight(value.B, ref destination, index + 8, count - 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdFloat16Of256 value, ref float destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 8)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 operator +(SimdFloat16Of256 a, SimdFloat16Of256 b) => new(a.A + b.A, a.B + b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 operator -(SimdFloat16Of256 a, SimdFloat16Of256 b) => new(a.A - b.A, a.B - b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 operator *(SimdFloat16Of256 a, SimdFloat16Of256 b) => new(a.A * b.A, a.B * b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 operator /(SimdFloat16Of256 a, SimdFloat16Of256 b) => new(a.A / b.A, a.B / b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Fma(SimdFloat16Of256 a, SimdFloat16Of256 b, SimdFloat16Of256 c) =>
        new(Vector256.FusedMultiplyAdd(a.A, b.A, c.A), Vector256.FusedMultiplyAdd(a.B, b.B, c.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 FmaOfTwoParts(
        SimdFloat16Of256 x, SimdFloat16Of256 high, SimdFloat16Of256 low, SimdFloat16Of256 shiftHigh, SimdFloat16Of256 shiftLow,
        SimdFloat16Of256 gamma, SimdFloat16Of256 beta)
    {
        // Not by Fma of this type: see SimdFloat16Of512.
        Vector256<float> smallA = Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(x.A, low.A, shiftLow.A), gamma.A, beta.A);
        Vector256<float> smallB = Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(x.B, low.B, shiftLow.B), gamma.B, beta.B);
        return new(
            Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(x.A, high.A, shiftHigh.A), gamma.A, smallA),
            Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(x.B, high.B, shiftHigh.B), gamma.B, smallB));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Sqrt(SimdFloat16Of256 a) => new(Vector256.Sqrt(a.A), Vector256.Sqrt(a.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 And(SimdFloat16Of256 a, SimdFloat16Of256 mask) => new(a.A & mask.A, a.B & mask.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 SelectIfLess(SimdFloat16Of256 x, SimdFloat16Of256 y, SimdFloat16Of256 a, SimdFloat16Of256 b) => new(
        Vector256.ConditionalSelect(Vector256.LessThan(x.A, y.A), a.A, b.A),
        Vector256.ConditionalSelect(Vector256.LessThan(x.B, y.B), a.B, b.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 First(SimdFloat16Of256 a, nint count)
    {
        return new(
            a.A & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle(),
            a.B & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count - 8)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Lower(SimdFloat16Of256 a) => new(Conversions.Widen(a.A.GetLower()), Conversions.Widen(a.A.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of256 Upper(SimdFloat16Of256 a) => new(Conversions.Widen(a.B.GetLower()), Conversions.Widen(a.B.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Join(SimdDouble8Of256 lower, SimdDouble8Of256 upper) => new(
        Conversions.Narrow(lower.A).ToVector256Unsafe().WithUpper(Conversions.Narrow(lower.B)),
        Conversions.Narrow(upper.A).ToVector256Unsafe().WithUpper(Conversions.Narrow(upper.B)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(SimdFloat16Of256 a) => PairwiseSum.Sum(a.A + a.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of256 Sums(ref float vectors) =>
        new(PairwiseSum.Sums256(ref vectors), PairwiseSum.Sums256(ref Unsafe.Add(ref vectors, 8 * 16)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(ref float rows, nint width, ref float tile)
    {
        if (Avx.IsSupported)
        {
            FloatTranspose.Load256(ref rows, width, ref tile);
            FloatTranspose.Load256(ref Unsafe.Add(ref rows, 8 * width), width, ref Unsafe.Add(ref tile, 8));
        }
        else
        {
            FloatTranspose.Load(ref rows, width, ISimdFloat16<SimdFloat16Of256, SimdDouble8Of256>.Count, ref tile);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(ref float tile, nint width, ref float rows)
    {
        if (Avx.IsSupported)
        {
            FloatTranspose.Store256(ref tile, width, ref rows);
            FloatTranspose.Store256(ref Unsafe.Add(ref tile, 8), width, ref Unsafe.Add(ref rows, 8 * width));
        }
        else
        {
            FloatTranspose.Store(ref tile, width, ISimdFloat16<SimdFloat16Of256, SimdDouble8Of256>.Count, ref rows);
        }
    }
}
