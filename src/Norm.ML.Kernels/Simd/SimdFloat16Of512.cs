using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

/// <summary>Sixteen floats as one 512-bit vector.</summary>
/// <param name="a">Lanes 0 to 15.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct SimdFloat16Of512(Vector512<float> a) : ISimdFloat16<SimdFloat16Of512, SimdDouble8Of512>
{
    internal readonly Vector512<float> A = a;

    /// <inheritdoc/>
    public static SimdFloat16Of512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Broadcast(ref float source, nint index) => Broadcast(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Load(ref float source, nint index) => new(Vector512.LoadUnsafe(ref source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdFloat16Of512 value, ref float destination, nint index) => value.A.StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 MaskedLoad(ref float source, nint index, nint count) => new(MaskedMemory.Load(ref source, index, count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdFloat16Of512 value, ref float destination, nint index, nint count) =>
        MaskedMemory.Store(value.A, ref destination, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdFloat16Of512 value, ref float destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 operator +(SimdFloat16Of512 a, SimdFloat16Of512 b) => new(a.A + b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 operator -(SimdFloat16Of512 a, SimdFloat16Of512 b) => new(a.A - b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 operator *(SimdFloat16Of512 a, SimdFloat16Of512 b) => new(a.A * b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 operator /(SimdFloat16Of512 a, SimdFloat16Of512 b) => new(a.A / b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Fma(SimdFloat16Of512 a, SimdFloat16Of512 b, SimdFloat16Of512 c) => new(Vector512.FusedMultiplyAdd(a.A, b.A, c.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 FmaOfTwoParts(
        SimdFloat16Of512 x, SimdFloat16Of512 high, SimdFloat16Of512 low, SimdFloat16Of512 shiftHigh, SimdFloat16Of512 shiftLow,
        SimdFloat16Of512 gamma, SimdFloat16Of512 beta)
    {
        // Not by Fma of this type: the JIT inlines no more once a method has 512 locals, and every call adds some. Rows of 128 took twice the time.
        Vector512<float> small = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(x.A, low.A, shiftLow.A), gamma.A, beta.A);
        return new(Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(x.A, high.A, shiftHigh.A), gamma.A, small));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Sqrt(SimdFloat16Of512 a) => new(Vector512.Sqrt(a.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 And(SimdFloat16Of512 a, SimdFloat16Of512 mask) => new(a.A & mask.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 SelectIfLess(SimdFloat16Of512 x, SimdFloat16Of512 y, SimdFloat16Of512 a, SimdFloat16Of512 b) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x.A, y.A), a.A, b.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 First(SimdFloat16Of512 a, nint count)
    {
        return new(
            a.A & Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Lower(SimdFloat16Of512 a) => new(Conversions.Widen(a.A.GetLower()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of512 Upper(SimdFloat16Of512 a) => new(Conversions.Widen(a.A.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Join(SimdDouble8Of512 lower, SimdDouble8Of512 upper) =>
        new(Conversions.Narrow(lower.A).ToVector512Unsafe().WithUpper(Conversions.Narrow(upper.A)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(SimdFloat16Of512 a) => PairwiseSum.Sum(a.A.GetLower() + a.A.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of512 Sums(ref float vectors) => new(PairwiseSum.Sums512(ref vectors));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(ref float rows, nint width, ref float tile)
    {
        if (Avx512F.IsSupported)
        {
            FloatTranspose.Load512(ref rows, width, ref tile);
        }
        else
        {
            FloatTranspose.Load(ref rows, width, ISimdFloat16<SimdFloat16Of512, SimdDouble8Of512>.Count, ref tile);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(ref float tile, nint width, ref float rows)
    {
        if (Avx512F.IsSupported)
        {
            FloatTranspose.Store512(ref tile, width, ref rows);
        }
        else
        {
            FloatTranspose.Store(ref tile, width, ISimdFloat16<SimdFloat16Of512, SimdDouble8Of512>.Count, ref rows);
        }
    }
}
