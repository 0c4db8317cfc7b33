using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals;
using Convert = Norm.ML.Internals.Convert;

namespace Norm.ML.Lanes;

/// <summary>Eight doubles as two 256-bit vectors.</summary>
/// <param name="a">Lanes 0 to 3.</param>
/// <param name="b">Lanes 4 to 7.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct DoubleLanes256(Vector256<double> a, Vector256<double> b) : IDoubleLanes<DoubleLanes256>
{
    internal readonly Vector256<double> A = a, B = b;

    /// <inheritdoc/>
    public static DoubleLanes256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 All(double value)
    {
        Vector256<double> all = Vector256.Create(value);
        return new(all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 All(ref double source, nint index) => All(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Load(ref double source, nint index) => new(Vector256.LoadUnsafe(ref source, (nuint)index), Vector256.LoadUnsafe(ref source, (nuint)index + 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Load(ref float source, nint index) => new(Convert.Widen(Vector128.LoadUnsafe(ref source, (nuint)index)), Convert.Widen(Vector128.LoadUnsafe(ref source, (nuint)index + 4)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleLanes256 value, ref double destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleLanes256 value, ref float destination, nint index)
    {
        Convert.Narrow(value.A).StoreUnsafe(ref destination, (nuint)index);
        Convert.Narrow(value.B).StoreUnsafe(ref destination, (nuint)index + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 LoadPart(ref double source, nint index, nint count) =>
        new(Part.Four(ref source, index, count), Part.Four(ref source, index + 4, count - 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(DoubleLanes256 value, ref double destination, nint index, nint count)
    {
        Part.Four(value.A, ref destination, index, count);
        Part.Four(value.B, ref destination, index + 4, count - 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 LoadPart(ref float source, nint index, nint count)
    {
        Vector256<float> floats = Part.Eight(ref source, index, count);
        return new(Convert.Widen(floats.GetLower()), Convert.Widen(floats.GetUpper()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(DoubleLanes256 value, ref float destination, nint index, nint count)
    {
        Part.Eight(Vector256.Create(Convert.Narrow(value.A), Convert.Narrow(value.B)), ref destination, index, count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(DoubleLanes256 value, ref double destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(DoubleLanes256 value, ref float destination, nint index)
    {
        Convert.Narrow(value.A).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        Convert.Narrow(value.B).StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 operator +(DoubleLanes256 a, DoubleLanes256 b) => new(a.A + b.A, a.B + b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 operator -(DoubleLanes256 a, DoubleLanes256 b) => new(a.A - b.A, a.B - b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 operator -(DoubleLanes256 a) => new(-a.A, -a.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 operator *(DoubleLanes256 a, DoubleLanes256 b) => new(a.A * b.A, a.B * b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 operator /(DoubleLanes256 a, DoubleLanes256 b) => new(a.A / b.A, a.B / b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Fma(DoubleLanes256 a, DoubleLanes256 b, DoubleLanes256 c) => new(Vector256.FusedMultiplyAdd(a.A, b.A, c.A), Vector256.FusedMultiplyAdd(a.B, b.B, c.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Sqrt(DoubleLanes256 a) => new(Vector256.Sqrt(a.A), Vector256.Sqrt(a.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 And(DoubleLanes256 a, DoubleLanes256 mask) => new(a.A & mask.A, a.B & mask.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 WhereLess(DoubleLanes256 x, DoubleLanes256 y, DoubleLanes256 a, DoubleLanes256 b)
    {
        return new(
            Vector256.ConditionalSelect(Vector256.LessThan(x.A, y.A), a.A, b.A),
            Vector256.ConditionalSelect(Vector256.LessThan(x.B, y.B), a.B, b.B));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 First(DoubleLanes256 a, nint count)
    {
        return new(
            a.A & Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble(),
            a.B & Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count - 4)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 RoundToFloat(DoubleLanes256 a) => new(Convert.Widen(Convert.Narrow(a.A)), Convert.Widen(Convert.Narrow(a.B)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(DoubleLanes256 a) => Reduce.Sum(a.A) + Reduce.Sum(a.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Sums(
        DoubleLanes256 a0, DoubleLanes256 a1, DoubleLanes256 a2, DoubleLanes256 a3, DoubleLanes256 a4, DoubleLanes256 a5, DoubleLanes256 a6, DoubleLanes256 a7)
    {
        return new(
            Reduce.Sums(a0.A, a1.A, a2.A, a3.A) + Reduce.Sums(a0.B, a1.B, a2.B, a3.B),
            Reduce.Sums(a4.A, a5.A, a6.A, a7.A) + Reduce.Sums(a4.B, a5.B, a6.B, a7.B));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(ref double rows, nint width, ref double columns)
    {
        if (Avx.IsSupported)
        {
            DoubleColumns.Load256(ref rows, width, ref columns);
            DoubleColumns.Load256(ref Unsafe.Add(ref rows, 4 * width), width, ref Unsafe.Add(ref columns, 4));
        }
        else Columns.Load(ref rows, width, IDoubleLanes<DoubleLanes256>.Count, ref columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(ref double columns, nint width, ref double rows)
    {
        if (Avx.IsSupported)
        {
            DoubleColumns.Store256(ref columns, width, ref rows);
            DoubleColumns.Store256(ref Unsafe.Add(ref columns, 4), width, ref Unsafe.Add(ref rows, 4 * width));
        }
        else Columns.Store(ref columns, width, IDoubleLanes<DoubleLanes256>.Count, ref rows);
    }
}
