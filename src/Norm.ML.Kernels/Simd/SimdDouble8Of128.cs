using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

/// <summary>
/// Eight doubles as four 128-bit vectors. Without vector hardware the framework computes them element by element, slowly, with the same bits.
/// </summary>
/// <param name="a">Lanes 0 to 1.</param>
/// <param name="b">Lanes 2 to 3.</param>
/// <param name="c">Lanes 4 to 5.</param>
/// <param name="d">Lanes 6 to 7.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct SimdDouble8Of128(Vector128<double> a, Vector128<double> b, Vector128<double> c, Vector128<double> d)
    : ISimdDouble8<SimdDouble8Of128>
{
    internal readonly Vector128<double> A = a, B = b, C = c, D = d;

    /// <inheritdoc/>
    public static SimdDouble8Of128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Broadcast(double value)
    {
        Vector128<double> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Broadcast(ref double source, nint index) => Broadcast(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Load(ref double source, nint index) =>
        new(
        Vector128.LoadUnsafe(ref source, (nuint)index), Vector128.LoadUnsafe(ref source, (nuint)index + 2),
        Vector128.LoadUnsafe(ref source, (nuint)index + 4), Vector128.LoadUnsafe(ref source, (nuint)index + 6));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Load(ref float source, nint index)
    {
        Vector128<float> low = Vector128.LoadUnsafe(ref source, (nuint)index), high = Vector128.LoadUnsafe(ref source, (nuint)index + 4);
        return new(Vector128.WidenLower(low), Vector128.WidenUpper(low), Vector128.WidenLower(high), Vector128.WidenUpper(high));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdDouble8Of128 value, ref double destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 2);
        value.C.StoreUnsafe(ref destination, (nuint)index + 4);
        value.D.StoreUnsafe(ref destination, (nuint)index + 6);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdDouble8Of128 value, ref float destination, nint index)
    {
        Vector128.Narrow(value.A, value.B).StoreUnsafe(ref destination, (nuint)index);
        Vector128.Narrow(value.C, value.D).StoreUnsafe(ref destination, (nuint)index + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 MaskedLoad(ref double source, nint index, nint count) => new(
        MaskedMemory.LoadTwo(ref source, index, count), MaskedMemory.LoadTwo(ref source, index + 2, count - 2),
        MaskedMemory.LoadTwo(ref source, index + 4, count - 4), MaskedMemory.LoadTwo(ref source, index + 6, count - 6));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdDouble8Of128 value, ref double destination, nint index, nint count)
    {
        MaskedMemory.StoreTwo(value.A, ref destination, index, count);
        MaskedMemory.StoreTwo(value.B, ref destination, index + 2, count - 2);
        MaskedMemory.StoreTwo(value.C, ref destination, index + 4, count - 4);
        MaskedMemory.StoreTwo(value.D, ref destination, index + 6, count - 6);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 MaskedLoad(ref float source, nint index, nint count)
    {
        Vector128<float> low = MaskedMemory.LoadFour(ref source, index, count), high = MaskedMemory.LoadFour(ref source, index + 4, count - 4);
        return new(Vector128.WidenLower(low), Vector128.WidenUpper(low), Vector128.WidenLower(high), Vector128.WidenUpper(high));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MaskedStore(SimdDouble8Of128 value, ref float destination, nint index, nint count)
    {
        MaskedMemory.StoreFour(Vector128.Narrow(value.A, value.B), ref destination, index, count);
        MaskedMemory.StoreFour(Vector128.Narrow(value.C, value.D), ref destination, index + 4, count - 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdDouble8Of128 value, ref double destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 2)));
        value.C.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
        value.D.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 6)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreNonTemporal(SimdDouble8Of128 value, ref float destination, nint index)
    {
        Vector128.Narrow(value.A, value.B).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        Vector128.Narrow(value.C, value.D).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 operator +(SimdDouble8Of128 a, SimdDouble8Of128 b) => new(a.A + b.A, a.B + b.B, a.C + b.C, a.D + b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 operator -(SimdDouble8Of128 a, SimdDouble8Of128 b) => new(a.A - b.A, a.B - b.B, a.C - b.C, a.D - b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 operator -(SimdDouble8Of128 a) => new(-a.A, -a.B, -a.C, -a.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 operator *(SimdDouble8Of128 a, SimdDouble8Of128 b) => new(a.A * b.A, a.B * b.B, a.C * b.C, a.D * b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 operator /(SimdDouble8Of128 a, SimdDouble8Of128 b) => new(a.A / b.A, a.B / b.B, a.C / b.C, a.D / b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Fma(SimdDouble8Of128 a, SimdDouble8Of128 b, SimdDouble8Of128 c)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SimdDouble8Of128 Software(SimdDouble8Of128 a, SimdDouble8Of128 b, SimdDouble8Of128 c)
    {
        Unsafe.SkipInit(out SimdDouble8Of128 result);
        SoftwareFma.Doubles(ref First(ref a), ref First(ref b), ref First(ref c), ref First(ref result));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector128<double> First(ref SimdDouble8Of128 a) => ref Unsafe.As<SimdDouble8Of128, Vector128<double>>(ref a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 FmaOfFloats(SimdDouble8Of128 a, SimdDouble8Of128 b, SimdDouble8Of128 c) =>
        SoftwareFma.IsHardware ? Fma(a, b, c) : a * b + c;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Sqrt(SimdDouble8Of128 a) =>
        new(Vector128.Sqrt(a.A), Vector128.Sqrt(a.B), Vector128.Sqrt(a.C), Vector128.Sqrt(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 And(SimdDouble8Of128 a, SimdDouble8Of128 mask) => new(a.A & mask.A, a.B & mask.B, a.C & mask.C, a.D & mask.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 SelectIfLess(SimdDouble8Of128 x, SimdDouble8Of128 y, SimdDouble8Of128 a, SimdDouble8Of128 b)
    {
        return new(
            Vector128.ConditionalSelect(Vector128.LessThan(x.A, y.A), a.A, b.A),
            Vector128.ConditionalSelect(Vector128.LessThan(x.B, y.B), a.B, b.B),
            Vector128.ConditionalSelect(Vector128.LessThan(x.C, y.C), a.C, b.C),
            Vector128.ConditionalSelect(Vector128.LessThan(x.D, y.D), a.D, b.D));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 First(SimdDouble8Of128 a, nint count)
    {
        return new(
            a.A & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).AsDouble(),
            a.B & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count - 2)).AsDouble(),
            a.C & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count - 4)).AsDouble(),
            a.D & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count - 6)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 RoundToFloat(SimdDouble8Of128 a)
    {
        Vector128<float> low = Vector128.Narrow(a.A, a.B), high = Vector128.Narrow(a.C, a.D);
        return new(Vector128.WidenLower(low), Vector128.WidenUpper(low), Vector128.WidenLower(high), Vector128.WidenUpper(high));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(SimdDouble8Of128 a) => (PairwiseSum.Sum(a.A) + PairwiseSum.Sum(a.B)) + (PairwiseSum.Sum(a.C) + PairwiseSum.Sum(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdDouble8Of128 Sums(
        SimdDouble8Of128 a0, SimdDouble8Of128 a1, SimdDouble8Of128 a2, SimdDouble8Of128 a3, SimdDouble8Of128 a4, SimdDouble8Of128 a5,
        SimdDouble8Of128 a6, SimdDouble8Of128 a7)
    {
        return new(Both(a0, a1), Both(a2, a3), Both(a4, a5), Both(a6, a7));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(ref double rows, nint width, ref double tile)
    {
        FloatTranspose.Load(ref rows, width, ISimdDouble8<SimdDouble8Of128>.Count, ref tile);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(ref double tile, nint width, ref double rows)
    {
        FloatTranspose.Store(ref tile, width, ISimdDouble8<SimdDouble8Of128>.Count, ref rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Both(SimdDouble8Of128 x, SimdDouble8Of128 y) =>
        (PairwiseSum.Sums(x.A, y.A) + PairwiseSum.Sums(x.B, y.B)) + (PairwiseSum.Sums(x.C, y.C) + PairwiseSum.Sums(x.D, y.D));
}
