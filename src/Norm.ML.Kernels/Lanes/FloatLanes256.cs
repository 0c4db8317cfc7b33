using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    public static FloatLanes256 LoadPart(ref float source, nint index, nint count) => Part.Load<FloatLanes256, float>(ref source, index, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(FloatLanes256 value, ref float destination, nint index, nint count) => Part.Store(value, ref destination, index, count);

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
    public static FloatLanes256 Fma(FloatLanes256 a, FloatLanes256 b, FloatLanes256 c) => new(Vector256.FusedMultiplyAdd(a.A, b.A, c.A), Vector256.FusedMultiplyAdd(a.B, b.B, c.B));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 And(FloatLanes256 a, FloatLanes256 mask) => new(a.A & mask.A, a.B & mask.B);

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
}
