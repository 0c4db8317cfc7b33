using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Internals;
using Convert = Norm.ML.Internals.Convert;

namespace Norm.ML.Lanes;

/// <summary>Sixteen floats as one 512-bit vector.</summary>
/// <param name="a">Lanes 0 to 15.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct FloatLanes512(Vector512<float> a) : IFloatLanes<FloatLanes512, DoubleLanes512>
{
    internal readonly Vector512<float> A = a;

    /// <inheritdoc/>
    public static FloatLanes512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 All(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 All(ref float source, nint index) => All(Unsafe.Add(ref source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Load(ref float source, nint index) => new(Vector512.LoadUnsafe(ref source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatLanes512 value, ref float destination, nint index) => value.A.StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 LoadPart(ref float source, nint index, nint count) => new(Part.Load(ref source, index, count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(FloatLanes512 value, ref float destination, nint index, nint count) => Part.Store(value.A, ref destination, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(FloatLanes512 value, ref float destination, nint index)
    {
        value.A.StoreAlignedNonTemporal((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator +(FloatLanes512 a, FloatLanes512 b) => new(a.A + b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator -(FloatLanes512 a, FloatLanes512 b) => new(a.A - b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator *(FloatLanes512 a, FloatLanes512 b) => new(a.A * b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator /(FloatLanes512 a, FloatLanes512 b) => new(a.A / b.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Fma(FloatLanes512 a, FloatLanes512 b, FloatLanes512 c) => new(Vector512.FusedMultiplyAdd(a.A, b.A, c.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Sqrt(FloatLanes512 a) => new(Vector512.Sqrt(a.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 And(FloatLanes512 a, FloatLanes512 mask) => new(a.A & mask.A);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 WhereLess(FloatLanes512 x, FloatLanes512 y, FloatLanes512 a, FloatLanes512 b) => new(Vector512.ConditionalSelect(Vector512.LessThan(x.A, y.A), a.A, b.A));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 First(FloatLanes512 a, nint count)
    {
        return new(
            a.A & Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Lower(FloatLanes512 a) => new(Convert.Widen(a.A.GetLower()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes512 Upper(FloatLanes512 a) => new(Convert.Widen(a.A.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Join(DoubleLanes512 lower, DoubleLanes512 upper) => new(Convert.Narrow(lower.A).ToVector512Unsafe().WithUpper(Convert.Narrow(upper.A)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(FloatLanes512 a) => Halves.Sum(a.A.GetLower() + a.A.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Sums(ref float vectors) => new(Halves.Sums512(ref vectors));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(ref float rows, nint width, ref float columns)
    {
        if (Avx512F.IsSupported) Columns.Load512(ref rows, width, ref columns);
        else Columns.Load(ref rows, width, IFloatLanes<FloatLanes512, DoubleLanes512>.Count, ref columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(ref float columns, nint width, ref float rows)
    {
        if (Avx512F.IsSupported) Columns.Store512(ref columns, width, ref rows);
        else Columns.Store(ref columns, width, IFloatLanes<FloatLanes512, DoubleLanes512>.Count, ref rows);
    }
}
