using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals;

namespace Norm.ML.Lanes;

/// <summary>Eight doubles as four 128-bit vectors. Without vector hardware the framework computes it element by element: slow, and the same bits.</summary>
/// <param name="a">Lanes 0 to 1.</param>
/// <param name="b">Lanes 2 to 3.</param>
/// <param name="c">Lanes 4 to 5.</param>
/// <param name="d">Lanes 6 to 7.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct DoubleLanes128(Vector128<double> a, Vector128<double> b, Vector128<double> c, Vector128<double> d) : IDoubleLanes<DoubleLanes128>
{
    internal readonly Vector128<double> A = a, B = b, C = c, D = d;

    /// <inheritdoc/>
    public static DoubleLanes128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 All(double value)
    {
        Vector128<double> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 All(ref double source, nint index) => All(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Load(ref double source, nint index) => new(Vector128.LoadUnsafe(ref source, (nuint)index), Vector128.LoadUnsafe(ref source, (nuint)index + 2), Vector128.LoadUnsafe(ref source, (nuint)index + 4), Vector128.LoadUnsafe(ref source, (nuint)index + 6));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Load(ref float source, nint index)
    {
        Vector128<float> low = Vector128.LoadUnsafe(ref source, (nuint)index), high = Vector128.LoadUnsafe(ref source, (nuint)index + 4);
        return new(Vector128.WidenLower(low), Vector128.WidenUpper(low), Vector128.WidenLower(high), Vector128.WidenUpper(high));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleLanes128 value, ref double destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 2);
        value.C.StoreUnsafe(ref destination, (nuint)index + 4);
        value.D.StoreUnsafe(ref destination, (nuint)index + 6);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleLanes128 value, ref float destination, nint index)
    {
        Vector128.Narrow(value.A, value.B).StoreUnsafe(ref destination, (nuint)index);
        Vector128.Narrow(value.C, value.D).StoreUnsafe(ref destination, (nuint)index + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 LoadPart(ref double source, nint index, nint count) => new(
        Part.Two(ref source, index, count), Part.Two(ref source, index + 2, count - 2), Part.Two(ref source, index + 4, count - 4), Part.Two(ref source, index + 6, count - 6));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(DoubleLanes128 value, ref double destination, nint index, nint count)
    {
        Part.Two(value.A, ref destination, index, count);
        Part.Two(value.B, ref destination, index + 2, count - 2);
        Part.Two(value.C, ref destination, index + 4, count - 4);
        Part.Two(value.D, ref destination, index + 6, count - 6);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 LoadPart(ref float source, nint index, nint count)
    {
        Vector128<float> low = Part.Four(ref source, index, count), high = Part.Four(ref source, index + 4, count - 4);
        return new(Vector128.WidenLower(low), Vector128.WidenUpper(low), Vector128.WidenLower(high), Vector128.WidenUpper(high));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(DoubleLanes128 value, ref float destination, nint index, nint count)
    {
        Part.Four(Vector128.Narrow(value.A, value.B), ref destination, index, count);
        Part.Four(Vector128.Narrow(value.C, value.D), ref destination, index + 4, count - 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(DoubleLanes128 value, ref double destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 2)));
        value.C.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
        value.D.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 6)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(DoubleLanes128 value, ref float destination, nint index)
    {
        Vector128.Narrow(value.A, value.B).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        Vector128.Narrow(value.C, value.D).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 operator +(DoubleLanes128 a, DoubleLanes128 b) => new(a.A + b.A, a.B + b.B, a.C + b.C, a.D + b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 operator -(DoubleLanes128 a, DoubleLanes128 b) => new(a.A - b.A, a.B - b.B, a.C - b.C, a.D - b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 operator -(DoubleLanes128 a) => new(-a.A, -a.B, -a.C, -a.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 operator *(DoubleLanes128 a, DoubleLanes128 b) => new(a.A * b.A, a.B * b.B, a.C * b.C, a.D * b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 operator /(DoubleLanes128 a, DoubleLanes128 b) => new(a.A / b.A, a.B / b.B, a.C / b.C, a.D / b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Fma(DoubleLanes128 a, DoubleLanes128 b, DoubleLanes128 c)
    {
        return new(
            Vector128.FusedMultiplyAdd(a.A, b.A, c.A),
            Vector128.FusedMultiplyAdd(a.B, b.B, c.B),
            Vector128.FusedMultiplyAdd(a.C, b.C, c.C),
            Vector128.FusedMultiplyAdd(a.D, b.D, c.D));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Sqrt(DoubleLanes128 a) => new(Vector128.Sqrt(a.A), Vector128.Sqrt(a.B), Vector128.Sqrt(a.C), Vector128.Sqrt(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 And(DoubleLanes128 a, DoubleLanes128 mask) => new(a.A & mask.A, a.B & mask.B, a.C & mask.C, a.D & mask.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 WhereLess(DoubleLanes128 x, DoubleLanes128 y, DoubleLanes128 a, DoubleLanes128 b)
    {
        return new(
            Vector128.ConditionalSelect(Vector128.LessThan(x.A, y.A), a.A, b.A),
            Vector128.ConditionalSelect(Vector128.LessThan(x.B, y.B), a.B, b.B),
            Vector128.ConditionalSelect(Vector128.LessThan(x.C, y.C), a.C, b.C),
            Vector128.ConditionalSelect(Vector128.LessThan(x.D, y.D), a.D, b.D));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 First(DoubleLanes128 a, nint count)
    {
        return new(
            a.A & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).AsDouble(),
            a.B & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count - 2)).AsDouble(),
            a.C & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count - 4)).AsDouble(),
            a.D & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count - 6)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 RoundToFloat(DoubleLanes128 a)
    {
        Vector128<float> low = Vector128.Narrow(a.A, a.B), high = Vector128.Narrow(a.C, a.D);
        return new(Vector128.WidenLower(low), Vector128.WidenUpper(low), Vector128.WidenLower(high), Vector128.WidenUpper(high));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(DoubleLanes128 a) => (Reduce.Sum(a.A) + Reduce.Sum(a.B)) + (Reduce.Sum(a.C) + Reduce.Sum(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Sums(
        DoubleLanes128 a0, DoubleLanes128 a1, DoubleLanes128 a2, DoubleLanes128 a3, DoubleLanes128 a4, DoubleLanes128 a5, DoubleLanes128 a6, DoubleLanes128 a7)
    {
        return new(Both(a0, a1), Both(a2, a3), Both(a4, a5), Both(a6, a7));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(ref double rows, nint width, ref double columns)
    {
        Columns.Load(ref rows, width, IDoubleLanes<DoubleLanes128>.Count, ref columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(ref double columns, nint width, ref double rows)
    {
        Columns.Store(ref columns, width, IDoubleLanes<DoubleLanes128>.Count, ref rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Both(DoubleLanes128 x, DoubleLanes128 y) =>
        (Reduce.Sums(x.A, y.A) + Reduce.Sums(x.B, y.B)) + (Reduce.Sums(x.C, y.C) + Reduce.Sums(x.D, y.D));
}
