using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Simd;

/// <summary>
/// Transposes sixteen rows of 2 to 8 floats, one after the other in memory, so that each lane of a vector belongs to a row; and back. Which lane
/// belongs to which row differs between vector widths. Rows do not depend on each other, so results do not depend on it.
/// </summary>
internal static unsafe class FloatTranspose
{
    private const int Lanes = 16;

    /// <summary>Writes vector c with element c of every row.</summary>
    /// <remarks>Not inlined: the JIT would then give up inlining the rest of the kernel.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Load512(ref float rows, nint width, ref float tile)
    {
        Vector512<float> a, b, c, d, e, f, g, h;
        if (width <= 4)
        {
            if (width == 4)
            {
                Transpose(Load(ref rows, 0), Load(ref rows, 1), Load(ref rows, 2), Load(ref rows, 3), out a, out b, out c, out d);
            }
            else
            {
                Vector512<int> from = Vector512<int>.Indices - Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3) * (int)(4 - width);
                Transpose(
                    Spread(ref rows, 0, 4 * width, from), Spread(ref rows, 4 * width, 4 * width, from), Spread(ref rows, 8 * width, 4 * width, from),
                    Spread(ref rows, 12 * width, 4 * width, from), out a, out b, out c, out d);
            }
            Store(ref tile, 0, a);
            Store(ref tile, 1, b);
            Store(ref tile, 2, c);
            Store(ref tile, 3, d);
            return;
        }
        if (width == 8)
        {
            Transpose(Load(ref rows, 0), Load(ref rows, 1), Load(ref rows, 2), Load(ref rows, 3), out a, out b, out c, out d);
            Transpose(Load(ref rows, 4), Load(ref rows, 5), Load(ref rows, 6), Load(ref rows, 7), out e, out f, out g, out h);
        }
        else
        {
            Vector512<int> from = Vector512<int>.Indices - Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1) * (int)(8 - width);
            nint two = 2 * width;
            Transpose(
                Spread(ref rows, 0, two, from), Spread(ref rows, two, two, from), Spread(ref rows, 2 * two, two, from),
                Spread(ref rows, 3 * two, two, from), out a, out b, out c, out d);
            ref float second = ref Unsafe.Add(ref rows, 4 * two);
            Transpose(
                Spread(ref second, 0, two, from), Spread(ref second, two, two, from), Spread(ref second, 2 * two, two, from),
                Spread(ref second, 3 * two, two, from), out e, out f, out g, out h);
        }
        // Blocks of four lanes: the even ones hold elements 0 to 3 of their rows, the odd ones 4 to 7.
        Store(ref tile, 0, Avx512F.Shuffle4x128(a, e, 0x88));
        Store(ref tile, 1, Avx512F.Shuffle4x128(b, f, 0x88));
        Store(ref tile, 2, Avx512F.Shuffle4x128(c, g, 0x88));
        Store(ref tile, 3, Avx512F.Shuffle4x128(d, h, 0x88));
        Store(ref tile, 4, Avx512F.Shuffle4x128(a, e, 0xDD));
        Store(ref tile, 5, Avx512F.Shuffle4x128(b, f, 0xDD));
        Store(ref tile, 6, Avx512F.Shuffle4x128(c, g, 0xDD));
        Store(ref tile, 7, Avx512F.Shuffle4x128(d, h, 0xDD));
    }

    /// <summary>The inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store512(ref float tile, nint width, ref float rows)
    {
        Vector512<float> a = Load(ref tile, 0), b = Load(ref tile, 1), c = Load(ref tile, 2), d = Load(ref tile, 3);
        Vector512<int> lane = Vector512<int>.Indices;
        if (width <= 4)
        {
            Transpose(a, b, c, d, out a, out b, out c, out d);
            if (width == 4)
            {
                Store(ref rows, 0, a);
                Store(ref rows, 1, b);
                Store(ref rows, 2, c);
                Store(ref rows, 3, d);
                return;
            }
            // The row of a lane, negated, is the number of rows that end before it.
            Vector512<int> row = Vector512.LessThan(Vector512.Create((int)width - 1), lane) + Vector512.LessThan(
                Vector512.Create(2 * (int)width - 1), lane)
                + Vector512.LessThan(Vector512.Create(3 * (int)width - 1), lane);
            Vector512<int> from = lane - row * (int)(4 - width);
            nint four = 4 * width;
            Gather(a, ref rows, 0, four, from);
            Gather(b, ref rows, four, four, from);
            Gather(c, ref rows, 2 * four, four, from);
            Gather(d, ref rows, 3 * four, four, from);
            return;
        }
        Vector512<float> e = Load(ref tile, 4), f = Load(ref tile, 5), g = Load(ref tile, 6), h = Load(ref tile, 7);
        Transpose(Lower(a, e), Lower(b, f), Lower(c, g), Lower(d, h), out var t0, out var t1, out var t2, out var t3);
        Transpose(Upper(a, e), Upper(b, f), Upper(c, g), Upper(d, h), out var u0, out var u1, out var u2, out var u3);
        if (width == 8)
        {
            Store(ref rows, 0, t0);
            Store(ref rows, 1, t1);
            Store(ref rows, 2, t2);
            Store(ref rows, 3, t3);
            Store(ref rows, 4, u0);
            Store(ref rows, 5, u1);
            Store(ref rows, 6, u2);
            Store(ref rows, 7, u3);
            return;
        }
        Vector512<int> pair = lane - Vector512.LessThan(Vector512.Create((int)width - 1), lane) * (int)(8 - width);
        nint two = 2 * width;
        Gather(t0, ref rows, 0, two, pair);
        Gather(t1, ref rows, two, two, pair);
        Gather(t2, ref rows, 2 * two, two, pair);
        Gather(t3, ref rows, 3 * two, two, pair);
        ref float second = ref Unsafe.Add(ref rows, 4 * two);
        Gather(u0, ref second, 0, two, pair);
        Gather(u1, ref second, two, two, pair);
        Gather(u2, ref second, 2 * two, two, pair);
        Gather(u3, ref second, 3 * two, two, pair);
    }

    /// <summary>The same for eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Load256(ref float rows, nint width, ref float tile)
    {
        Transpose(
            Row(ref rows, 0, width), Row(ref rows, 1, width), Row(ref rows, 2, width), Row(ref rows, 3, width), out var t0, out var t1, out var t2,
            out var t3);
        Transpose(
            Row(ref rows, 4, width), Row(ref rows, 5, width), Row(ref rows, 6, width), Row(ref rows, 7, width), out var u0, out var u1, out var u2,
            out var u3);
        Avx.Permute2x128(t0, u0, 0x20).StoreUnsafe(ref tile);
        Avx.Permute2x128(t1, u1, 0x20).StoreUnsafe(ref tile, Lanes);
        if (width > 2)
        {
            Avx.Permute2x128(t2, u2, 0x20).StoreUnsafe(ref tile, 2 * Lanes);
        }

        if (width > 3)
        {
            Avx.Permute2x128(t3, u3, 0x20).StoreUnsafe(ref tile, 3 * Lanes);
        }

        if (width > 4)
        {
            Avx.Permute2x128(t0, u0, 0x31).StoreUnsafe(ref tile, 4 * Lanes);
        }

        if (width > 5)
        {
            Avx.Permute2x128(t1, u1, 0x31).StoreUnsafe(ref tile, 5 * Lanes);
        }

        if (width > 6)
        {
            Avx.Permute2x128(t2, u2, 0x31).StoreUnsafe(ref tile, 6 * Lanes);
        }

        if (width > 7)
        {
            Avx.Permute2x128(t3, u3, 0x31).StoreUnsafe(ref tile, 7 * Lanes);
        }
    }

    /// <summary>The inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store256(ref float tile, nint width, ref float rows)
    {
        Vector256<float> c0 = LoadEight(ref tile, 0), c1 = LoadEight(ref tile, 1), c2 = width > 2 ? LoadEight(ref tile, 2) : default,
            c3 = width > 3 ? LoadEight(ref tile, 3) : default;
        Vector256<float> c4 = width > 4 ? LoadEight(ref tile, 4) : default, c5 = width > 5 ? LoadEight(ref tile, 5) : default;
        Vector256<float> c6 = width > 6 ? LoadEight(ref tile, 6) : default, c7 = width > 7 ? LoadEight(ref tile, 7) : default;
        Transpose(
            Avx.Permute2x128(c0, c4, 0x20), Avx.Permute2x128(c1, c5, 0x20), Avx.Permute2x128(c2, c6, 0x20), Avx.Permute2x128(c3, c7, 0x20),
            out var t0, out var t1, out var t2, out var t3);
        Transpose(
            Avx.Permute2x128(c0, c4, 0x31), Avx.Permute2x128(c1, c5, 0x31), Avx.Permute2x128(c2, c6, 0x31), Avx.Permute2x128(c3, c7, 0x31),
            out var u0, out var u1, out var u2, out var u3);
        Row(t0, ref rows, 0, width);
        Row(t1, ref rows, 1, width);
        Row(t2, ref rows, 2, width);
        Row(t3, ref rows, 3, width);
        Row(u0, ref rows, 4, width);
        Row(u1, ref rows, 5, width);
        Row(u2, ref rows, 6, width);
        Row(u3, ref rows, 7, width);
    }

    /// <summary>The same for any number of rows: floats in blocks of four by four if they are whole, other numbers one by one.</summary>
    public static void Load<T>(ref T rows, nint width, nint count, ref T tile) where T : unmanaged
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported && (width | count) % 4 == 0)
        {
            for (nint row = 0; row < count; row += 4)
            {
                for (nint i = 0; i < width; i += 4)
                {
                    FourByFour(
                        ref Unsafe.As<T, float>(ref Unsafe.Add(ref rows, row * width + i)), width,
                        ref Unsafe.As<T, float>(ref Unsafe.Add(ref tile, i * count + row)), count);
                }
            }
            return;
        }
        for (nint row = 0; row < count; row++)
        {
            for (nint i = 0; i < width; i++)
            {
                Unsafe.Add(ref tile, i * count + row) = Unsafe.Add(ref rows, row * width + i);
            }
        }
    }

    /// <summary>The inverse.</summary>
    public static void Store<T>(ref T tile, nint width, nint count, ref T rows) where T : unmanaged => Load(ref tile, count, width, ref rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByFour(ref float rows, nint width, ref float tile, nint count)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref rows), b = Vector128.LoadUnsafe(ref rows, (nuint)width);
        Vector128<float> c = Vector128.LoadUnsafe(ref rows, (nuint)(2 * width)), d = Vector128.LoadUnsafe(ref rows, (nuint)(3 * width));
        Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d), abHigh = Sse.UnpackHigh(a, b), cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(ab, cd).StoreUnsafe(ref tile);
        Sse.MoveHighToLow(cd, ab).StoreUnsafe(ref tile, (nuint)count);
        Sse.MoveLowToHigh(abHigh, cdHigh).StoreUnsafe(ref tile, (nuint)(2 * count));
        Sse.MoveHighToLow(cdHigh, abHigh).StoreUnsafe(ref tile, (nuint)(3 * count));
    }

    // Loads a few rows, each to the start of its part of the vector. Reads nothing after the last row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Spread(ref float rows, nint at, nint count, Vector512<int> from) =>
        Avx512F.PermuteVar16x32(MaskedMemory.Load(ref rows, at, count), from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(Vector512<float> spread, ref float rows, nint at, nint count, Vector512<int> from) =>
        MaskedMemory.Store(Avx512F.PermuteVar16x32(spread, from), ref rows, at, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(ref float rows, nint row, nint width) => width == 8
        ? Vector256.LoadUnsafe(ref rows, (nuint)(row * 8))
        : Avx.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.Add(ref rows, row * width)), Mask(width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector256<float> value, ref float rows, nint row, nint width)
    {
        if (width == 8)
        {
            value.StoreUnsafe(ref rows, (nuint)(row * 8));
        }
        else
        {
            Avx.MaskStore((float*)Unsafe.AsPointer(ref Unsafe.Add(ref rows, row * width)), Mask(width), value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(nint width) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)width)).AsSingle();

    // In each block of four lanes: element i of vector j becomes element j of vector i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        out Vector512<float> w, out Vector512<float> x, out Vector512<float> y, out Vector512<float> z)
    {
        Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), cd = Avx512F.UnpackLow(c, d).AsDouble();
        Vector512<double> ef = Avx512F.UnpackHigh(a, b).AsDouble(), gh = Avx512F.UnpackHigh(c, d).AsDouble();
        w = Avx512F.UnpackLow(ab, cd).AsSingle();
        x = Avx512F.UnpackHigh(ab, cd).AsSingle();
        y = Avx512F.UnpackLow(ef, gh).AsSingle();
        z = Avx512F.UnpackHigh(ef, gh).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d,
        out Vector256<float> w, out Vector256<float> x, out Vector256<float> y, out Vector256<float> z)
    {
        Vector256<double> ab = Avx.UnpackLow(a, b).AsDouble(), cd = Avx.UnpackLow(c, d).AsDouble();
        Vector256<double> ef = Avx.UnpackHigh(a, b).AsDouble(), gh = Avx.UnpackHigh(c, d).AsDouble();
        w = Avx.UnpackLow(ab, cd).AsSingle();
        x = Avx.UnpackHigh(ab, cd).AsSingle();
        y = Avx.UnpackLow(ef, gh).AsSingle();
        z = Avx.UnpackHigh(ef, gh).AsSingle();
    }

    // Blocks 0 and 1 of two vectors, alternating; and blocks 2 and 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lower(Vector512<float> a, Vector512<float> b) =>
        Avx512F.PermuteVar8x64x2(a.AsDouble(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Upper(Vector512<float> a, Vector512<float> b) =>
        Avx512F.PermuteVar8x64x2(a.AsDouble(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(ref float tile, nint column) => Vector512.LoadUnsafe(ref tile, (nuint)(column * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LoadEight(ref float tile, nint column) => Vector256.LoadUnsafe(ref tile, (nuint)(column * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float tile, nint column, Vector512<float> value) => value.StoreUnsafe(ref tile, (nuint)(column * Lanes));
}
