using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals;

namespace Norm.ML.Lanes;

/// <summary>Sixteen floats as four 128-bit vectors. Without vector hardware the framework computes it element by element: slow, and the same bits.</summary>
/// <param name="a">Lanes 0 to 3.</param>
/// <param name="b">Lanes 4 to 7.</param>
/// <param name="c">Lanes 8 to 11.</param>
/// <param name="d">Lanes 12 to 15.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct FloatLanes128(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) : IFloatLanes<FloatLanes128, DoubleLanes128>
{
    internal readonly Vector128<float> A = a, B = b, C = c, D = d;

    /// <inheritdoc/>
    public static FloatLanes128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 All(float value)
    {
        Vector128<float> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 All(ref float source, nint index) => All(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Load(ref float source, nint index) => new(Vector128.LoadUnsafe(ref source, (nuint)index), Vector128.LoadUnsafe(ref source, (nuint)index + 4), Vector128.LoadUnsafe(ref source, (nuint)index + 8), Vector128.LoadUnsafe(ref source, (nuint)index + 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatLanes128 value, ref float destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 4);
        value.C.StoreUnsafe(ref destination, (nuint)index + 8);
        value.D.StoreUnsafe(ref destination, (nuint)index + 12);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 LoadPart(ref float source, nint index, nint count) => new(
        Part.Four(ref source, index, count), Part.Four(ref source, index + 4, count - 4), Part.Four(ref source, index + 8, count - 8), Part.Four(ref source, index + 12, count - 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(FloatLanes128 value, ref float destination, nint index, nint count)
    {
        Part.Four(value.A, ref destination, index, count);
        Part.Four(value.B, ref destination, index + 4, count - 4);
        Part.Four(value.C, ref destination, index + 8, count - 8);
        Part.Four(value.D, ref destination, index + 12, count - 12);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(FloatLanes128 value, ref float destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 4)));
        value.C.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 8)));
        value.D.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 12)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator +(FloatLanes128 a, FloatLanes128 b) => new(a.A + b.A, a.B + b.B, a.C + b.C, a.D + b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator -(FloatLanes128 a, FloatLanes128 b) => new(a.A - b.A, a.B - b.B, a.C - b.C, a.D - b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator *(FloatLanes128 a, FloatLanes128 b) => new(a.A * b.A, a.B * b.B, a.C * b.C, a.D * b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator /(FloatLanes128 a, FloatLanes128 b) => new(a.A / b.A, a.B / b.B, a.C / b.C, a.D / b.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Fma(FloatLanes128 a, FloatLanes128 b, FloatLanes128 c)
    {
        return new(
            Vector128.FusedMultiplyAdd(a.A, b.A, c.A),
            Vector128.FusedMultiplyAdd(a.B, b.B, c.B),
            Vector128.FusedMultiplyAdd(a.C, b.C, c.C),
            Vector128.FusedMultiplyAdd(a.D, b.D, c.D));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Sqrt(FloatLanes128 a) => new(Vector128.Sqrt(a.A), Vector128.Sqrt(a.B), Vector128.Sqrt(a.C), Vector128.Sqrt(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 And(FloatLanes128 a, FloatLanes128 mask) => new(a.A & mask.A, a.B & mask.B, a.C & mask.C, a.D & mask.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 WhereLess(FloatLanes128 x, FloatLanes128 y, FloatLanes128 a, FloatLanes128 b) => new(
        Vector128.ConditionalSelect(Vector128.LessThan(x.A, y.A), a.A, b.A),
        Vector128.ConditionalSelect(Vector128.LessThan(x.B, y.B), a.B, b.B),
        Vector128.ConditionalSelect(Vector128.LessThan(x.C, y.C), a.C, b.C),
        Vector128.ConditionalSelect(Vector128.LessThan(x.D, y.D), a.D, b.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 First(FloatLanes128 a, nint count)
    {
        return new(
            a.A & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count)).AsSingle(),
            a.B & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 4)).AsSingle(),
            a.C & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 8)).AsSingle(),
            a.D & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 12)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Lower(FloatLanes128 a) => new(Vector128.WidenLower(a.A), Vector128.WidenUpper(a.A), Vector128.WidenLower(a.B), Vector128.WidenUpper(a.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes128 Upper(FloatLanes128 a) => new(Vector128.WidenLower(a.C), Vector128.WidenUpper(a.C), Vector128.WidenLower(a.D), Vector128.WidenUpper(a.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Join(DoubleLanes128 lower, DoubleLanes128 upper) => new(Vector128.Narrow(lower.A, lower.B), Vector128.Narrow(lower.C, lower.D), Vector128.Narrow(upper.A, upper.B), Vector128.Narrow(upper.C, upper.D));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(FloatLanes128 a) => Halves.Sum(a.A, a.B, a.C, a.D);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Sums(ref float vectors) => new(
        Halves.Sums128(ref vectors), Halves.Sums128(ref Unsafe.Add(ref vectors, 4 * 16)),
        Halves.Sums128(ref Unsafe.Add(ref vectors, 8 * 16)), Halves.Sums128(ref Unsafe.Add(ref vectors, 12 * 16)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(ref float rows, nint width, ref float columns)
    {
        Columns.Load(ref rows, width, IFloatLanes<FloatLanes128, DoubleLanes128>.Count, ref columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(ref float columns, nint width, ref float rows)
    {
        Columns.Store(ref columns, width, IFloatLanes<FloatLanes128, DoubleLanes128>.Count, ref rows);
    }
}
