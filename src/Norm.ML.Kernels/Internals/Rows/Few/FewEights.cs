using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Internals.Rows.Few;

/// <summary>Few rows of at most eight floats: one vector of 256 bits, also where longer vectors exist.</summary>
internal static class FewEights<TMode> where TMode : struct, IAffineMode
{
    /// <summary>One strict row of up to eight elements. False if it needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Normalize(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon) => size switch
    {
        8 => Row<Size8>(ref x, ref gamma, ref beta, ref y, epsilon),
        7 => Row<Size7>(ref x, ref gamma, ref beta, ref y, epsilon),
        6 => Row<Size6>(ref x, ref gamma, ref beta, ref y, epsilon),
        5 => Row<Size5>(ref x, ref gamma, ref beta, ref y, epsilon),
        4 => Row<Size4>(ref x, ref gamma, ref beta, ref y, epsilon),
        3 => Row<Size3>(ref x, ref gamma, ref beta, ref y, epsilon),
        2 => Row<Size2>(ref x, ref gamma, ref beta, ref y, epsilon),
        _ => Row<Size1>(ref x, ref gamma, ref beta, ref y, epsilon),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Row<N>(ref float x, ref float gamma, ref float beta, ref float y, double epsilon) where N : struct, IRowSize
    {
        Vector256<float> v = Load<N>(ref x);
        Vector256<double> lower = Conversions.Widen(v.GetLower());
        Vector128<double> sums = PairwiseSum.SumBoth(lower, lower * lower);
        if (N.Size > 4)
        {
            Vector256<double> upper = Conversions.Widen(v.GetUpper());
            sums += PairwiseSum.SumBoth(upper, upper * upper);
        }

        if (!FewCoefficients.Of(
            TMode.SubtractsMean, sums.ToScalar(), sums.GetElement(1), N.Size, epsilon, out float high, out float low, out float shiftHigh,
            out float shiftLow))
        {
            return false;
        }

        Vector256<float> g = TMode.Gamma ? Load<N>(ref gamma) : default, b = TMode.Beta ? Load<N>(ref beta) : default;
        Store<N>(
            Output(v, Vector256.Create(high), Vector256.Create(low), Vector256.Create(shiftHigh), Vector256.Create(shiftLow), g, b), ref y);
        return true;
    }

    /// <summary>One fast row of up to eight elements: the arithmetic of <see cref="FloatTiny{F, D, TMode}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NormalizeFast(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon) => size switch
    {
        8 => FastRow<Size8>(ref x, ref gamma, ref beta, ref y, epsilon),
        7 => FastRow<Size7>(ref x, ref gamma, ref beta, ref y, epsilon),
        6 => FastRow<Size6>(ref x, ref gamma, ref beta, ref y, epsilon),
        5 => FastRow<Size5>(ref x, ref gamma, ref beta, ref y, epsilon),
        4 => FastRow<Size4>(ref x, ref gamma, ref beta, ref y, epsilon),
        3 => FastRow<Size3>(ref x, ref gamma, ref beta, ref y, epsilon),
        2 => FastRow<Size2>(ref x, ref gamma, ref beta, ref y, epsilon),
        _ => FastRow<Size1>(ref x, ref gamma, ref beta, ref y, epsilon),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool FastRow<N>(ref float x, ref float gamma, ref float beta, ref float y, double epsilon) where N : struct, IRowSize
    {
        Vector256<float> v = Load<N>(ref x), a = v;
        float pivot = 0, sum = 0;
        if (TMode.SubtractsMean)
        {
            pivot = Sum(v) * (float)(1.0 / N.Size);
            a = First<N>(v - Vector256.Create(pivot));
            sum = Sum(a);
        }

        if (!FastRowCoefficients.OfOneRow(TMode.SubtractsMean, sum, Sum(a * a), N.Size, epsilon, out float inverse, out float rest))
        {
            return false;
        }

        Vector256<float> g = TMode.Gamma ? Load<N>(ref gamma) : default, b = TMode.Beta ? Load<N>(ref beta) : default;
        Vector256<float> scale = Vector256.Create(inverse);
        Vector256<float> xhat = TMode.SubtractsMean
            ? Vector256.FusedMultiplyAdd(v - Vector256.Create(pivot), scale, Vector256.Create(rest))
            : v * scale;
        if (TMode.Gamma)
        {
            xhat = TMode.UnitOffset
                ? Vector256.FusedMultiplyAdd(xhat, g, xhat)
                : TMode.Beta ? Vector256.FusedMultiplyAdd(xhat, g, b) : xhat * g;
        }
        else if (TMode.Beta)
        {
            xhat += b;
        }

        Store<N>(xhat, ref y);
        return true;
    }

    // Lane i + 4 is added to lane i, then i + 2, then i + 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector256<float> a)
    {
        Vector128<float> four = a.GetLower() + a.GetUpper();
        four += Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return four.ToScalar() + four.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> First<N>(Vector256<float> a) where N : struct, IRowSize =>
        N.Size == 8 ? a : a & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(N.Size)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Output(
        Vector256<float> x, Vector256<float> high, Vector256<float> low, Vector256<float> shiftHigh, Vector256<float> shiftLow,
        Vector256<float> gamma, Vector256<float> beta)
    {
        if (!TMode.SubtractsMean)
        {
            Vector256<float> xhat = Vector256.FusedMultiplyAdd(x, high, x * low);
            return !TMode.Gamma ? xhat : TMode.UnitOffset ? Vector256.FusedMultiplyAdd(xhat, gamma, xhat) : xhat * gamma;
        }

        Vector256<float> t = Vector256.FusedMultiplyAdd(x, high, shiftHigh), u = Vector256.FusedMultiplyAdd(x, low, shiftLow);
        if (TMode.Gamma)
        {
            return Vector256.FusedMultiplyAdd(t, gamma, TMode.Beta ? Vector256.FusedMultiplyAdd(u, gamma, beta) : u * gamma);
        }

        return t + (TMode.Beta ? u + beta : u);
    }

    // Without masked memory, which needs pinned memory, and whose stores take long on processors without AVX-512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load<N>(ref float source) where N : struct, IRowSize => N.Size == 8
        ? Vector256.LoadUnsafe(ref source)
        : N.Size > 4
            ? Vector256.Create(Vector128.LoadUnsafe(ref source), Few(ref Unsafe.Add(ref source, 4), N.Size - 4))
            : (N.Size == 4 ? Vector128.LoadUnsafe(ref source) : Few(ref source, N.Size)).ToVector256();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Few(ref float source, int count)
    {
        if (count == 1)
        {
            return Vector128.CreateScalar(source);
        }

        Vector128<float> two = Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref source))).AsSingle();
        return count == 2 ? two : two.WithElement(2, Unsafe.Add(ref source, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<N>(Vector256<float> value, ref float destination) where N : struct, IRowSize
    {
        if (N.Size == 8)
        {
            value.StoreUnsafe(ref destination);
        }
        else if (N.Size < 4)
        {
            StoreFew(value.GetLower(), ref destination, N.Size);
        }
        else
        {
            value.GetLower().StoreUnsafe(ref destination);
            StoreFew(value.GetUpper(), ref Unsafe.Add(ref destination, 4), N.Size - 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFew(Vector128<float> value, ref float destination, int count)
    {
        if (count == 1)
        {
            destination = value.ToScalar();
        }

        if (count > 1)
        {
            Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref destination), value.AsDouble().ToScalar());
        }

        if (count > 2)
        {
            Unsafe.Add(ref destination, 2) = value.GetElement(2);
        }
    }
}

/// <summary>The number of elements of a short row. The JIT sees a constant.</summary>
internal interface IRowSize
{
    static abstract int Size { get; }
}

internal readonly struct Size1 : IRowSize { public static int Size => 1; }

internal readonly struct Size2 : IRowSize { public static int Size => 2; }

internal readonly struct Size3 : IRowSize { public static int Size => 3; }

internal readonly struct Size4 : IRowSize { public static int Size => 4; }

internal readonly struct Size5 : IRowSize { public static int Size => 5; }

internal readonly struct Size6 : IRowSize { public static int Size => 6; }

internal readonly struct Size7 : IRowSize { public static int Size => 7; }

internal readonly struct Size8 : IRowSize { public static int Size => 8; }
