using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals;
using Convert = Norm.ML.Internals.Convert;

namespace Norm.ML.Lanes;

/// <summary>Eight doubles as one 512-bit vector.</summary>
/// <param name="a">Lanes 0 to 7.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct DoubleLanes512(Vector512<double> a) : IDoubleLanes<DoubleLanes512>
{
    internal readonly Vector512<double> A = a;

    /// <inheritdoc/>
    public static DoubleLanes512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 All(double value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 All(ref double source, nint index) => All(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Load(ref double source, nint index) => new(Vector512.LoadUnsafe(ref source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Load(ref float source, nint index) => new(Convert.Widen(Vector256.LoadUnsafe(ref source, (nuint)index)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleLanes512 value, ref double destination, nint index) => value.A.StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleLanes512 value, ref float destination, nint index) => Convert.Narrow(value.A).StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 LoadPart(ref double source, nint index, nint count) => new(Part.Load(ref source, index, count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(DoubleLanes512 value, ref double destination, nint index, nint count) => Part.Store(value.A, ref destination, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 LoadPart(ref float source, nint index, nint count) => new(Convert.Widen(Part.Half(ref source, index, count)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(DoubleLanes512 value, ref float destination, nint index, nint count) =>
        Part.Half(Convert.Narrow(value.A), ref destination, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(DoubleLanes512 value, ref double destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(DoubleLanes512 value, ref float destination, nint index)
    {
        Convert.Narrow(value.A).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 operator +(DoubleLanes512 a, DoubleLanes512 b) => new(a.A + b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 operator -(DoubleLanes512 a, DoubleLanes512 b) => new(a.A - b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 operator -(DoubleLanes512 a) => new(-a.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 operator *(DoubleLanes512 a, DoubleLanes512 b) => new(a.A * b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 operator /(DoubleLanes512 a, DoubleLanes512 b) => new(a.A / b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Fma(DoubleLanes512 a, DoubleLanes512 b, DoubleLanes512 c) => new(Vector512.FusedMultiplyAdd(a.A, b.A, c.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Sqrt(DoubleLanes512 a) => new(Vector512.Sqrt(a.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 And(DoubleLanes512 a, DoubleLanes512 mask) => new(a.A & mask.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 WhereLess(DoubleLanes512 x, DoubleLanes512 y, DoubleLanes512 a, DoubleLanes512 b) => new(Vector512.ConditionalSelect(Vector512.LessThan(x.A, y.A), a.A, b.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 First(DoubleLanes512 a, nint count)
    {
        return new(
            a.A & Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 RoundToFloat(DoubleLanes512 a) => new(Convert.Widen(Convert.Narrow(a.A)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(DoubleLanes512 a) => Reduce.Sum(a.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Sums(
        DoubleLanes512 a0, DoubleLanes512 a1, DoubleLanes512 a2, DoubleLanes512 a3, DoubleLanes512 a4, DoubleLanes512 a5, DoubleLanes512 a6, DoubleLanes512 a7)
    {
        return new(Reduce.Sums(a0.A, a1.A, a2.A, a3.A, a4.A, a5.A, a6.A, a7.A));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(ref double rows, nint width, ref double columns)
    {
        if (Avx512F.IsSupported) DoubleColumns.Load512(ref rows, width, ref columns);
        else Columns.Load(ref rows, width, IDoubleLanes<DoubleLanes512>.Count, ref columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(ref double columns, nint width, ref double rows)
    {
        if (Avx512F.IsSupported) DoubleColumns.Store512(ref columns, width, ref rows);
        else Columns.Store(ref columns, width, IDoubleLanes<DoubleLanes512>.Count, ref rows);
    }
}
