using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals;
using Convert = Norm.ML.Internals.Convert;

namespace Norm.ML.Lanes;

/// <summary>Sixteen floats as two 256-bit vectors.</summary>
/// <param name="a">Lanes 0 to 7.</param>
/// <param name="b">Lanes 8 to 15.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct FloatLanes256(Vector256<float> a, Vector256<float> b) : IFloatLanes<FloatLanes256, DoubleLanes256>
{
    internal readonly Vector256<float> A = a, B = b;

    /// <inheritdoc/>
    public static FloatLanes256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 All(float value)
    {
        Vector256<float> all = Vector256.Create(value);
        return new(all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 All(ref float source, nint index) => All(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Load(ref float source, nint index) => new(Vector256.LoadUnsafe(ref source, (nuint)index), Vector256.LoadUnsafe(ref source, (nuint)index + 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatLanes256 value, ref float destination, nint index)
    {
        value.A.StoreUnsafe(ref destination, (nuint)index);
        value.B.StoreUnsafe(ref destination, (nuint)index + 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 LoadPart(ref float source, nint index, nint count) =>
        new(Part.Eight(ref source, index, count), Part.Eight(ref source, index + 8, count - 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(FloatLanes256 value, ref float destination, nint index, nint count)
    {
        Part.Eight(value.A, ref destination, index, count);
        Part.Eight(value.B, ref destination, index + 8, count - 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(FloatLanes256 value, ref float destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
        value.B.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index + 8)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator +(FloatLanes256 a, FloatLanes256 b) => new(a.A + b.A, a.B + b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator -(FloatLanes256 a, FloatLanes256 b) => new(a.A - b.A, a.B - b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator *(FloatLanes256 a, FloatLanes256 b) => new(a.A * b.A, a.B * b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator /(FloatLanes256 a, FloatLanes256 b) => new(a.A / b.A, a.B / b.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Fma(FloatLanes256 a, FloatLanes256 b, FloatLanes256 c) => new(Vector256.FusedMultiplyAdd(a.A, b.A, c.A), Vector256.FusedMultiplyAdd(a.B, b.B, c.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Sqrt(FloatLanes256 a) => new(Vector256.Sqrt(a.A), Vector256.Sqrt(a.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 And(FloatLanes256 a, FloatLanes256 mask) => new(a.A & mask.A, a.B & mask.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 WhereLess(FloatLanes256 x, FloatLanes256 y, FloatLanes256 a, FloatLanes256 b) => new(
        Vector256.ConditionalSelect(Vector256.LessThan(x.A, y.A), a.A, b.A),
        Vector256.ConditionalSelect(Vector256.LessThan(x.B, y.B), a.B, b.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 First(FloatLanes256 a, nint count)
    {
        return new(
            a.A & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle(),
            a.B & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count - 8)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Lower(FloatLanes256 a) => new(Convert.Widen(a.A.GetLower()), Convert.Widen(a.A.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes256 Upper(FloatLanes256 a) => new(Convert.Widen(a.B.GetLower()), Convert.Widen(a.B.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Join(DoubleLanes256 lower, DoubleLanes256 upper) => new(
        Convert.Narrow(lower.A).ToVector256Unsafe().WithUpper(Convert.Narrow(lower.B)), Convert.Narrow(upper.A).ToVector256Unsafe().WithUpper(Convert.Narrow(upper.B)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(FloatLanes256 a) => Halves.Sum(a.A + a.B);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Sums(ref float vectors) => new(Halves.Sums256(ref vectors), Halves.Sums256(ref Unsafe.Add(ref vectors, 8 * 16)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(ref float rows, nint width, ref float columns)
    {
        if (Avx.IsSupported)
        {
            Columns.Load256(ref rows, width, ref columns);
            Columns.Load256(ref Unsafe.Add(ref rows, 8 * width), width, ref Unsafe.Add(ref columns, 8));
        }
        else Columns.Load(ref rows, width, IFloatLanes<FloatLanes256, DoubleLanes256>.Count, ref columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(ref float columns, nint width, ref float rows)
    {
        if (Avx.IsSupported)
        {
            Columns.Store256(ref columns, width, ref rows);
            Columns.Store256(ref Unsafe.Add(ref columns, 8), width, ref Unsafe.Add(ref rows, 8 * width));
        }
        else Columns.Store(ref columns, width, IFloatLanes<FloatLanes256, DoubleLanes256>.Count, ref rows);
    }
}
