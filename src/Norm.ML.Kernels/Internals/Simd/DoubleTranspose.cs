using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Simd;

/// <summary>Transposes eight rows of 2 to 8 doubles, as <see cref="FloatTranspose"/> does for floats.</summary>
internal static unsafe class DoubleTranspose
{
    private const int Lanes = 8;

    /// <summary>Writes vector c with element c of every row.</summary>
    /// <remarks>Not inlined: the JIT would then give up inlining the rest of the kernel.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Load512(ref double rows, nint width, ref double tile)
    {
        if (width == 2)
        {
            Pairs(ref rows, ref tile);
            return;
        }
        if (width > 4)
        {
            Whole(ref rows, width, ref tile, Lanes);
            return;
        }
        // Each half of a vector is one row.
        Vector512<long> from = Vector512<long>.Indices - Vector512.Create(0L, 0, 0, 0, 1, 1, 1, 1) * (4 - width);
        Vector512<double> a = Two(ref rows, 0, width, from), b = Two(ref rows, 1, width, from), c = Two(ref rows, 2, width, from),
            d = Two(ref rows, 3, width, from);
        Vector512<double> even = Avx512F.UnpackLow(a, b), odd = Avx512F.UnpackHigh(a, b), even2 = Avx512F.UnpackLow(c, d),
            odd2 = Avx512F.UnpackHigh(c, d);
        Store(ref tile, 0, Avx512F.Shuffle4x128(even, even2, 0x88));
        Store(ref tile, 1, Avx512F.Shuffle4x128(odd, odd2, 0x88));
        Store(ref tile, 2, Avx512F.Shuffle4x128(even, even2, 0xDD));
        Store(ref tile, 3, Avx512F.Shuffle4x128(odd, odd2, 0xDD));
    }

    /// <summary>The inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store512(ref double tile, nint width, ref double rows)
    {
        if (width == 2)
        {
            Pairs(ref tile, ref rows);
            return;
        }
        if (width > 4)
        {
            Whole(ref tile, Lanes, ref rows, width);
            return;
        }
        Vector512<long> first = Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), second = Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15);
        Vector512<double> e = Load(ref tile, 0), o = Load(ref tile, 1), e2 = Load(ref tile, 2), o2 = Load(ref tile, 3);
        Vector512<double> even = Avx512F.PermuteVar8x64x2(e, first, e2), even2 = Avx512F.PermuteVar8x64x2(e, second, e2);
        Vector512<double> odd = Avx512F.PermuteVar8x64x2(o, first, o2), odd2 = Avx512F.PermuteVar8x64x2(o, second, o2);
        Vector512<long> lane = Vector512<long>.Indices, from = lane - Vector512.LessThan(Vector512.Create((long)width - 1), lane) * (4 - width);
        Two(Avx512F.UnpackLow(even, odd), ref rows, 0, width, from);
        Two(Avx512F.UnpackHigh(even, odd), ref rows, 1, width, from);
        Two(Avx512F.UnpackLow(even2, odd2), ref rows, 2, width, from);
        Two(Avx512F.UnpackHigh(even2, odd2), ref rows, 3, width, from);
    }

    /// <summary>The same for four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Load256(ref double rows, nint width, ref double tile)
    {
        Quarter(ref rows, nint.Min(width, 4), width, ref tile, 4, Lanes);
        if (width > 4)
        {
            Quarter(ref Unsafe.Add(ref rows, 4), width - 4, width, ref Unsafe.Add(ref tile, 4 * Lanes), 4, Lanes);
        }
    }

    /// <summary>The inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store256(ref double tile, nint width, ref double rows)
    {
        Quarter(ref tile, 4, Lanes, ref rows, nint.Min(width, 4), width);
        if (width > 4)
        {
            Quarter(ref Unsafe.Add(ref tile, 4 * Lanes), 4, Lanes, ref Unsafe.Add(ref rows, 4), width - 4, width);
        }
    }

    // Rows of two elements, in an order for which this function is its own inverse.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(ref double from, ref double to)
    {
        Vector512<double> a = Load(ref from, 0), b = Load(ref from, 1);
        Store(ref to, 0, Avx512F.UnpackLow(a, b));
        Store(ref to, 1, Avx512F.UnpackHigh(a, b));
    }

    // Eight vectors of up to eight elements: element i of vector j becomes element j of vector i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Whole(ref double from, nint width, ref double to, nint target)
    {
        Vector512<double> a = Row(ref from, 0, width), b = Row(ref from, 1, width), c = Row(ref from, 2, width), d = Row(ref from, 3, width);
        Vector512<double> e = Row(ref from, 4, width), f = Row(ref from, 5, width), g = Row(ref from, 6, width), h = Row(ref from, 7, width);
        Quarters(
            Avx512F.UnpackLow(a, b), Avx512F.UnpackLow(c, d), Avx512F.UnpackLow(e, f), Avx512F.UnpackLow(g, h), out var c0, out var c2, out var c4,
            out var c6);
        Quarters(
            Avx512F.UnpackHigh(a, b), Avx512F.UnpackHigh(c, d), Avx512F.UnpackHigh(e, f), Avx512F.UnpackHigh(g, h), out var c1, out var c3,
            out var c5, out var c7);
        Row(c0, ref to, 0, target);
        Row(c1, ref to, 1, target);
        Row(c2, ref to, 2, target);
        Row(c3, ref to, 3, target);
        Row(c4, ref to, 4, target);
        Row(c5, ref to, 5, target);
        Row(c6, ref to, 6, target);
        Row(c7, ref to, 7, target);
    }

    // The same for blocks of two lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d,
        out Vector512<double> w, out Vector512<double> x, out Vector512<double> y, out Vector512<double> z)
    {
        Vector512<double> ab = Avx512F.Shuffle4x128(a, b, 0x88), cd = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<double> ab2 = Avx512F.Shuffle4x128(a, b, 0xDD), cd2 = Avx512F.Shuffle4x128(c, d, 0xDD);
        w = Avx512F.Shuffle4x128(ab, cd, 0x88);
        x = Avx512F.Shuffle4x128(ab2, cd2, 0x88);
        y = Avx512F.Shuffle4x128(ab, cd, 0xDD);
        z = Avx512F.Shuffle4x128(ab2, cd2, 0xDD);
    }

    // The same for four vectors of up to four elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref double from, nint width, nint stride, ref double to, nint target, nint targetStride)
    {
        Vector256<double> a = Short(ref from, width), b = Short(ref Unsafe.Add(ref from, stride), width);
        Vector256<double> c = Short(ref Unsafe.Add(ref from, 2 * stride), width), d = Short(ref Unsafe.Add(ref from, 3 * stride), width);
        Vector256<double> even = Avx.UnpackLow(a, b), odd = Avx.UnpackHigh(a, b), even2 = Avx.UnpackLow(c, d), odd2 = Avx.UnpackHigh(c, d);
        Short(Avx.Permute2x128(even, even2, 0x20), ref to, target);
        Short(Avx.Permute2x128(odd, odd2, 0x20), ref Unsafe.Add(ref to, targetStride), target);
        Short(Avx.Permute2x128(even, even2, 0x31), ref Unsafe.Add(ref to, 2 * targetStride), target);
        Short(Avx.Permute2x128(odd, odd2, 0x31), ref Unsafe.Add(ref to, 3 * targetStride), target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Two(ref double rows, nint pair, nint width, Vector512<long> from) => width == 4
        ? Load(ref rows, pair)
        : Avx512F.PermuteVar8x64(MaskedMemory.Load(ref rows, 2 * pair * width, 2 * width), from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(Vector512<double> value, ref double rows, nint pair, nint width, Vector512<long> from)
    {
        if (width == 4)
        {
            Store(ref rows, pair, value);
        }
        else
        {
            MaskedMemory.Store(Avx512F.PermuteVar8x64(value, from), ref rows, 2 * pair * width, 2 * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Row(ref double rows, nint row, nint width) =>
        width == 8 ? Load(ref rows, row) : MaskedMemory.Load(ref rows, row * width, width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector512<double> value, ref double rows, nint row, nint width)
    {
        if (width == 8)
        {
            Store(ref rows, row, value);
        }
        else
        {
            MaskedMemory.Store(value, ref rows, row * width, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Short(ref double row, nint width) => width == 4
        ? Vector256.LoadUnsafe(ref row)
        : Avx.MaskLoad((double*)Unsafe.AsPointer(ref row), Mask(width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Short(Vector256<double> value, ref double row, nint width)
    {
        if (width == 4)
        {
            value.StoreUnsafe(ref row);
        }
        else
        {
            Avx.MaskStore((double*)Unsafe.AsPointer(ref row), Mask(width), value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Mask(nint width) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)width)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double tile, nint column) => Vector512.LoadUnsafe(ref tile, (nuint)(column * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double tile, nint column, Vector512<double> value) => value.StoreUnsafe(ref tile, (nuint)(column * Lanes));
}
