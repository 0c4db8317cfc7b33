using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

/// <summary>
/// Sixteen floats as four 128-bit vectors. Without vector hardware the framework computes them element by element, slowly, with the same bits.
/// </summary>
/// <param name="a">Lanes 0 to 3.</param>
/// <param name="b">Lanes 4 to 7.</param>
/// <param name="c">Lanes 8 to 11.</param>
/// <param name="d">Lanes 12 to 15.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct SimdFloat16Of128(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    : ISimdFloat16<SimdFloat16Of128, SimdDouble8Of128>
{
    internal readonly Vector128<float> A = a, B = b, C = c, D = d;

    /// <inheritdoc/>
    public static SimdFloat16Of128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Broadcast(float value)
    {
        Vector128<float> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Broadcast(ref float source, nint index) => Broadcast(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Load(ref float source, nint index) =>
        new(
        Vector128.LoadUnsafe(ref source, (nuint)index), Vector128.LoadUnsafe(ref source, (nuint)index + 4),
        Vector128.LoadUnsafe(ref source, (nuint)index + 8), Vector128.LoadUnsafe(ref source, (nuint)index + 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdFloat16Of128 value, ref float destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 4);
        value.C.StoreUnsafe(ref destination, (nuint)index + 8);
        value.D.StoreUnsafe(ref destination, (nuint)index + 12);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 MaskedLoad(ref float source, nint index, nint count) => new(
        MaskedMemory.LoadFour(ref source, index, count), MaskedMemory.LoadFour(ref source, index + 4, count - 4),
        MaskedMemory.LoadFour(ref source, index + 8, count - 8), MaskedMemory.LoadFour(ref source, index + 12, count - 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdFloat16Of128 value, ref float destination, nint index, nint count)
    {
        MaskedMemory.StoreFour(value.A, ref destination, index, count);
        MaskedMemory.StoreFour(value.B, ref destination, index + 4, count - 4);
        MaskedMemory.StoreFour(value.C, ref destination, index + 8, count - 8);
        MaskedMemory.StoreFour(value.D, ref destination, index + 12, count - 12);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdFloat16Of128 value, ref float destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
        value.C.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 8)));
        value.D.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 12)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 operator +(SimdFloat16Of128 a, SimdFloat16Of128 b) => new(a.A + b.A, a.B + b.B, a.C + b.C, a.D + b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 operator -(SimdFloat16Of128 a, SimdFloat16Of128 b) => new(a.A - b.A, a.B - b.B, a.C - b.C, a.D - b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 operator *(SimdFloat16Of128 a, SimdFloat16Of128 b) => new(a.A * b.A, a.B * b.B, a.C * b.C, a.D * b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 operator /(SimdFloat16Of128 a, SimdFloat16Of128 b) => new(a.A / b.A, a.B / b.B, a.C / b.C, a.D / b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Fma(SimdFloat16Of128 a, SimdFloat16Of128 b, SimdFloat16Of128 c)
    {
        if (!SoftwareFma.IsHardware)
        {
            return Software(a, b, c);
        }

        return new(
            Vector128.FusedMultiplyAdd(a.A, b.A, c.A),
            Vector128.FusedMultiplyAdd(a.B, b.B, c.B),
            Vector128.FusedMultiplyAdd(a.C, b.C, c.C),
            Vector128.FusedMultiplyAdd(a.D, b.D, c.D));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 FmaOfTwoParts(
        SimdFloat16Of128 x, SimdFloat16Of128 high, SimdFloat16Of128 low, SimdFloat16Of128 shiftHigh, SimdFloat16Of128 shiftLow,
        SimdFloat16Of128 gamma, SimdFloat16Of128 beta)
    {
        if (SoftwareFma.IsHardware)
        {
            return Fma(Fma(x, high, shiftHigh), gamma, Fma(Fma(x, low, shiftLow), gamma, beta));
        }

        Unsafe.SkipInit(out SimdFloat16Of128 result);
        SoftwareFma.TwoParts(
            ref First(ref x), ref First(ref high), ref First(ref low), ref First(ref shiftHigh), ref First(ref shiftLow), ref First(ref gamma),
            ref First(ref beta), ref First(ref result));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SimdFloat16Of128 Software(SimdFloat16Of128 a, SimdFloat16Of128 b, SimdFloat16Of128 c)
    {
        Unsafe.SkipInit(out SimdFloat16Of128 result);
        SoftwareFma.Floats(ref First(ref a), ref First(ref b), ref First(ref c), ref First(ref result));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector128<float> First(ref SimdFloat16Of128 a) => ref Unsafe.As<SimdFloat16Of128, Vector128<float>>(ref a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Sqrt(SimdFloat16Of128 a) =>
        new(Vector128.Sqrt(a.A), Vector128.Sqrt(a.B), Vector128.Sqrt(a.C), Vector128.Sqrt(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 And(SimdFloat16Of128 a, SimdFloat16Of128 mask) => new(a.A & mask.A, a.B & mask.B, a.C & mask.C, a.D & mask.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 SelectIfLess(SimdFloat16Of128 x, SimdFloat16Of128 y, SimdFloat16Of128 a, SimdFloat16Of128 b) => new(
        Vector128.ConditionalSelect(Vector128.LessThan(x.A, y.A), a.A, b.A),
        Vector128.ConditionalSelect(Vector128.LessThan(x.B, y.B), a.B, b.B),
        Vector128.ConditionalSelect(Vector128.LessThan(x.C, y.C), a.C, b.C),
        Vector128.ConditionalSelect(Vector128.LessThan(x.D, y.D), a.D, b.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 First(SimdFloat16Of128 a, nint count)
    {
        return new(
            a.A & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count)).AsSingle(),
            a.B & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 4)).AsSingle(),
            a.C & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 8)).AsSingle(),
            a.D & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 12)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Lower(SimdFloat16Of128 a) =>
        new(Vector128.WidenLower(a.A), Vector128.WidenUpper(a.A), Vector128.WidenLower(a.B), Vector128.WidenUpper(a.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Upper(SimdFloat16Of128 a) =>
        new(Vector128.WidenLower(a.C), Vector128.WidenUpper(a.C), Vector128.WidenLower(a.D), Vector128.WidenUpper(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Join(SimdDouble8Of128 lower, SimdDouble8Of128 upper) =>
        new(
        Vector128.Narrow(lower.A, lower.B), Vector128.Narrow(lower.C, lower.D), Vector128.Narrow(upper.A, upper.B),
        Vector128.Narrow(upper.C, upper.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(SimdFloat16Of128 a) => PairwiseSum.Sum(a.A, a.B, a.C, a.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdFloat16Of128 Sums(ref float vectors) => new(
        PairwiseSum.Sums128(ref vectors), PairwiseSum.Sums128(ref Unsafe.Add(ref vectors, 4 * 16)),
        PairwiseSum.Sums128(ref Unsafe.Add(ref vectors, 8 * 16)), PairwiseSum.Sums128(ref Unsafe.Add(ref vectors, 12 * 16)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(ref float rows, nint width, ref float tile)
    {
        FloatTranspose.Load(ref rows, width, ISimdFloat16<SimdFloat16Of128, SimdDouble8Of128>.Count, ref tile);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(ref float tile, nint width, ref float rows)
    {
        FloatTranspose.Store(ref tile, width, ISimdFloat16<SimdFloat16Of128, SimdDouble8Of128>.Count, ref rows);
    }
}
