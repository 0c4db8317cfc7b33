using System.Runtime.CompilerServices;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Rows.Floats;

namespace Norm.ML.Simd;

// The steps of a batch of double rows. A kernel's methods are called for each row, or for each eight transposed rows.
public static partial class UnrolledRows
{
    /// <summary>
    /// The longest row whose steps are inlined into the loop over rows. For longer rows, and where eight doubles take several registers, the JIT
    /// would give up inlining; there each step is a method of its own. Measured, time of methods divided by time of one loop: 1.1 to 1.2 at 8 to 32
    /// elements, 0.1 at 64.
    /// </summary>
    private const int LongestInOneMethod = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumEach<TKernel, D>(ref double x, nint step, nint count, ref double sums)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        for (nint i = 0; i < count; i++)
        {
            TKernel.Sum<D>(ref Unsafe.Add(ref x, i * step), ref Unsafe.Add(ref sums, i * 8));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SquareEach<TKernel, D, TLoad>(ref double x, nint step, nint count, ref double coefficients, ref double sums)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D> where TLoad : struct, ICoefficientLoad<D>
    {
        for (nint i = 0; i < count; i++)
        {
            D mean = SubtractsMean<TKernel>() ? TLoad.Load(ref coefficients, i) : default;
            TKernel.Squares<D>(ref Unsafe.Add(ref x, i * step), mean, ref Unsafe.Add(ref sums, i * 8), ref Unsafe.Add(ref sums, Lanes * 8 + i * 8));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteEach<TKernel, D, TLoad>(
        ref double x, nint step, nint count, ref double coefficients, ref double gamma, ref double beta, ref double y)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D> where TLoad : struct, ICoefficientLoad<D>
    {
        for (nint i = 0; i < count; i++)
        {
            D mean = default, inverse = TLoad.Load(ref Unsafe.Add(ref coefficients, Lanes), i), low = default, rest = default;
            if (SubtractsMean<TKernel>())
            {
                mean = TLoad.Load(ref coefficients, i);
                low = TLoad.Load(ref Unsafe.Add(ref coefficients, 2 * Lanes), i);
                rest = TLoad.Load(ref Unsafe.Add(ref coefficients, 3 * Lanes), i);
            }
            TKernel.Write<D>(ref Unsafe.Add(ref x, i * step), ref gamma, ref beta, ref Unsafe.Add(ref y, i * step), mean, inverse, low, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MakeMeans<D>(ref double sums, nint count, nint size, ref double coefficients) where D : struct, ISimdDouble8<D>
    {
        for (nint row = 0; row < count; row += Eight)
        {
            D.Store(DoubleRowCoefficients.Mean(FloatRowCoefficients.Sums<D>(ref sums, row * 8), size), ref coefficients, row);
        }
    }

    /// <summary>
    /// From the partial sums of up to sixteen rows to the coefficients of the output step, after the mean. Returns whether no row needs the fallback.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool MakeCoefficients<TKernel, D>(
        ref double sums, ref double squares, nint count, nint size, double epsilon, ref double coefficients)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        FillUp<D>(ref sums, ref squares, count);
        D needsFallback = D.Zero;
        for (nint row = 0; row < count; row += Eight)
        {
            ref double some = ref Unsafe.Add(ref squares, row * 8);
            needsFallback += MakeCoefficients<TKernel, D>(
                ref Unsafe.Add(ref sums, row * 8), ref some, size, epsilon, ref Unsafe.Add(ref coefficients, row));
            if (SubtractsMean<TKernel>() && size > DoubleOutliers.LongestPlain)
            {
                needsFallback += DoubleOutliers.Dominated(FloatRowCoefficients.Sums<D>(ref some, 0), ref some);
            }
        }
        return D.Sum(needsFallback) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D MakeCoefficients<TKernel, D>(ref double sums, ref double squares, nint size, double epsilon, ref double coefficients)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D> =>
        StoreCoefficients<TKernel, D>(
            SubtractsMean<TKernel>() ? FloatRowCoefficients.Sums<D>(ref sums, 0) : default, FloatRowCoefficients.Sums<D>(ref squares, 0), size,
            epsilon, ref coefficients);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D StoreCoefficients<TKernel, D>(D sum, D squares, nint size, double epsilon, ref double coefficients)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        DoubleRowCoefficients.Of(
            SubtractsMean<TKernel>(), sum, Raised<TKernel, D>(squares, epsilon), Count<TKernel>(size), Added<TKernel>(epsilon), out D rest,
            out D inverse, out D low, out D needsFallback);
        if (IsLength<TKernel>())
        {
            DoubleRowCoefficients.Limit(squares, epsilon, ref inverse, ref low);
        }

        D.Store(inverse, ref coefficients, Lanes);
        if (!SubtractsMean<TKernel>())
        {
            return needsFallback;
        }

        D.Store(low, ref coefficients, 2 * Lanes);
        D.Store(-rest * inverse, ref coefficients, 3 * Lanes);
        return needsFallback;
    }

    // Pads an incomplete last batch with copies of its first row's sums.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillUp<D>(ref double sums, ref double squares, nint count) where D : struct, ISimdDouble8<D>
    {
        for (nint row = count; row < Lanes; row++)
        {
            D.Store(D.Load(ref sums, 0), ref sums, row * 8);
            D.Store(D.Load(ref squares, 0), ref squares, row * 8);
        }
    }

    // How a coefficient is loaded: one number in all lanes, or one for each of eight rows.
    private interface ICoefficientLoad<D>
    {
        static abstract D Load(ref double coefficients, nint index);
    }

    private readonly struct BroadcastCoefficient<D> : ICoefficientLoad<D> where D : struct, ISimdDouble8<D>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Load(ref double coefficients, nint index) => D.Broadcast(ref coefficients, index);
    }

    private readonly struct CoefficientPerLane<D> : ICoefficientLoad<D> where D : struct, ISimdDouble8<D>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Load(ref double coefficients, nint index) => D.Load(ref coefficients, index * Eight);
    }
}
