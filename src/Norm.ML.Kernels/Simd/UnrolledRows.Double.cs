using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Rows.Floats;

namespace Norm.ML.Simd;

public static partial class UnrolledRows
{
    /// <summary>Normalizes rows of doubles, sixteen at a time.</summary>
    /// <inheritdoc cref="Strict{TKernel}(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void Strict<TKernel>(ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination)
        where TKernel : struct, IDoubleUnrolledKernel
    {
        if (!IsOrdinary<TKernel, double>(x, gamma, beta, destination))
        {
            Checked<TKernel, double>(x, gamma, beta, destination);
        }
        else if (Few<TKernel, double>(x, gamma, beta, destination))
        {
            return;
        }
        else if (NonTemporalBuffer.ShouldStreamRows<double>(x, TKernel.ExampleLength, destination))
        {
            General<TKernel, double>(x, gamma, beta, destination, TKernel.Epsilon);
        }
        else
        {
            Strict<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        }
    }

    /// <summary>Normalizes rows of 2 to 7 doubles, sixteen at a time, transposed.</summary>
    /// <inheritdoc cref="Strict{TKernel}(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void StrictTransposed<TKernel>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination)
        where TKernel : struct, IDoubleUnrolledKernel
    {
        if (!IsOrdinary<TKernel, double>(x, gamma, beta, destination))
        {
            Checked<TKernel, double>(x, gamma, beta, destination);
        }
        else if (!Few<TKernel, double>(x, gamma, beta, destination))
        {
            StrictTransposed<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        }
    }

    internal static unsafe void Strict<TKernel>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination, double epsilon)
        where TKernel : struct, IDoubleUnrolledKernel
    {
        fixed (double* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // masked loads and stores take pointers
        {
            if (Vector512.IsHardwareAccelerated && TKernel.ExampleLength <= LongestInOneMethod)
            {
                DoubleRowsInOneMethod<TKernel, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector512.IsHardwareAccelerated)
            {
                DoubleRows<TKernel, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            }
            else if (!IsProfitableNarrow<TKernel>())
            {
                General<TKernel, double>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DoubleRows<TKernel, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            }
            else
            {
                DoubleRows<TKernel, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
            }
        }
    }

    internal static unsafe void StrictTransposed<TKernel>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination, double epsilon)
        where TKernel : struct, IDoubleUnrolledKernel
    {
        fixed (double* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // masked loads and stores take pointers
        {
            if (Vector512.IsHardwareAccelerated)
            {
                DoubleTransposed<TKernel, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DoubleTransposed<TKernel, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            }
            else
            {
                DoubleTransposed<TKernel, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
            }
        }
    }

    // Whether the unrolled kernel is profitable without 512-bit vectors. Measured, time of the kernel for any size divided by time of this one: with
    // 256 bits 1.1 to 1.7 at 16 to 50 elements, 1.0 at 64, 0.7 to 0.95 from 80 on; with 128 bits 1.1 to 2.3 at 8 to 32 elements, 0.8 at 64. Longer
    // rows need more registers than there are.
    private static bool IsProfitableNarrow<TKernel>() where TKernel : struct, IDoubleUnrolledKernel =>
        TKernel.ExampleLength <= (Vector256.IsHardwareAccelerated ? 56 : LongestInOneMethod);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void DoubleRows<TKernel, D>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination, double epsilon)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out DoubleScratch memory);
        ref double sums = ref Unsafe.As<float, double>(ref Line(ref memory)), squares = ref Unsafe.Add(ref sums, Lanes * 8),
            coefficients = ref Unsafe.Add(ref squares, Lanes * 8);
        ref double source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref double b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Lanes * size)
        {
            nint count = nint.Min(Lanes, (total - first) / size);
            ref double rows = ref Unsafe.Add(ref source, first);
            if (SubtractsMean<TKernel>())
            {
                SumEach<TKernel, D>(ref rows, size, count, ref sums);
                MakeMeans<D>(ref sums, count, size, ref coefficients);
            }
            SquareEach<TKernel, D, BroadcastCoefficient<D>>(ref rows, size, count, ref coefficients, ref sums);
            if (!MakeCoefficients<TKernel, D>(ref sums, ref squares, count, size, epsilon, ref coefficients))
            {
                General<TKernel, double>(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..], epsilon);
            }
            else
            {
                WriteEach<TKernel, D, BroadcastCoefficient<D>>(
                    ref rows, size, count, ref coefficients, ref g, ref b, ref Unsafe.Add(ref target, first));
            }
        }
    }

    // The same in one method, for rows that are short enough for the registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void DoubleRowsInOneMethod<TKernel, D>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination, double epsilon)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out DoubleScratch memory);
        ref double sums = ref Unsafe.As<float, double>(ref Line(ref memory)), squares = ref Unsafe.Add(ref sums, Lanes * 8),
            coefficients = ref Unsafe.Add(ref squares, Lanes * 8);
        ref double source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref double b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Lanes * size)
        {
            nint count = nint.Min(Lanes, (total - first) / size);
            ref double rows = ref Unsafe.Add(ref source, first);
            if (SubtractsMean<TKernel>())
            {
                for (nint row = 0; row < count; row++)
                {
                    TKernel.Sum<D>(ref Unsafe.Add(ref rows, row * size), ref Unsafe.Add(ref sums, row * 8));
                }

                D.Store(DoubleRowCoefficients.Mean(FloatRowCoefficients.Sums<D>(ref sums, 0), size), ref coefficients, 0);
                if (count > Eight)
                {
                    D.Store(DoubleRowCoefficients.Mean(FloatRowCoefficients.Sums<D>(ref sums, Eight * 8), size), ref coefficients, Eight);
                }
            }
            for (nint row = 0; row < count; row++)
            {
                D mean = SubtractsMean<TKernel>() ? D.Broadcast(ref coefficients, row) : default;
                TKernel.Squares<D>(
                    ref Unsafe.Add(ref rows, row * size), mean, ref Unsafe.Add(ref sums, row * 8), ref Unsafe.Add(ref squares, row * 8));
            }
            FillUp<D>(ref sums, ref squares, count);
            D needsFallback = MakeCoefficients<TKernel, D>(ref sums, ref squares, size, epsilon, ref coefficients);
            if (count > Eight)
            {
                needsFallback += MakeCoefficients<TKernel, D>(
                    ref Unsafe.Add(ref sums, Eight * 8), ref Unsafe.Add(ref squares, Eight * 8), size, epsilon,
                    ref Unsafe.Add(ref coefficients, Eight));
            }

            if (D.Sum(needsFallback) != 0)
            {
                General<TKernel, double>(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..], epsilon);
                continue;
            }
            for (nint row = 0; row < count; row++)
            {
                D mean = default, inverse = D.Broadcast(ref coefficients, Lanes + row), low = default, rest = default;
                if (SubtractsMean<TKernel>())
                {
                    (mean, low, rest) = (
                        D.Broadcast(ref coefficients, row), D.Broadcast(ref coefficients, 2 * Lanes + row),
                        D.Broadcast(ref coefficients, 3 * Lanes + row));
                }

                TKernel.Write<D>(
                    ref Unsafe.Add(ref rows, row * size), ref g, ref b, ref Unsafe.Add(ref target, first + row * size), mean, inverse, low, rest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void DoubleTransposed<TKernel, D>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination, double epsilon)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out DoubleScratch memory);
        ref double tile = ref Unsafe.As<float, double>(ref Line(ref memory));
        ref double source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref double b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, rest = x.Length % (Eight * size), total = x.Length - rest, count;
        if (rest > 0)
        {
            LastRows<TKernel, D>(x, (int)rest, gamma, beta, destination, epsilon);
        }

        for (nint first = 0; first < total; first += count)
        {
            count = nint.Min(Lanes * size, total - first);
            if (!Transposed<TKernel, D>(ref Unsafe.Add(ref source, first), count / (Eight * size), size, ref g, ref b, epsilon, ref tile))
            {
                General<TKernel, double>(x.Slice((int)first, (int)count), gamma, beta, destination[(int)first..], epsilon);
                continue;
            }
            D.StoreTransposed(ref tile, size, ref Unsafe.Add(ref target, first));
            if (count > Eight * size)
            {
                D.StoreTransposed(ref Unsafe.Add(ref tile, Eight * 8), size, ref Unsafe.Add(ref target, first + Eight * size));
            }
        }
    }

    // The last rows, fewer than eight, are computed together with some before them. Those are computed again later, so in place these have to come
    // first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static void LastRows<TKernel, D>(
        ReadOnlySpan<double> x, int rest, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination, double epsilon)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out DoubleScratch memory);
        ref double tile = ref Unsafe.As<float, double>(ref Line(ref memory)), results = ref Unsafe.Add(ref tile, Eight * 8);
        ref double g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
        nint size = TKernel.ExampleLength;
        int first = x.Length - rest, eight = x.Length - Eight * (int)size;
        if (eight < 0 || !Transposed<TKernel, D>(ref Unsafe.Add(ref MemoryMarshal.GetReference(x), eight), 1, size, ref g, ref b, epsilon, ref tile))
        {
            General<TKernel, double>(x[first..], gamma, beta, destination[first..], epsilon);
            return;
        }
        D.StoreTransposed(ref tile, size, ref results);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref results, first - eight), rest).CopyTo(destination[first..]);
    }

    // Eight or sixteen rows, transposed. False if a row needs the fallback.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Transposed<TKernel, D>(
        ref double rows, nint groups, nint size, ref double gamma, ref double beta, double epsilon, ref double tile)
        where TKernel : struct, IDoubleUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        ref double sums = ref Unsafe.Add(ref tile, Lanes * 8), squares = ref Unsafe.Add(ref sums, Lanes * 8),
            coefficients = ref Unsafe.Add(ref squares, Lanes * 8);
        D.LoadTransposed(ref rows, size, ref tile);
        if (groups == 2)
        {
            D.LoadTransposed(ref Unsafe.Add(ref rows, Eight * size), size, ref Unsafe.Add(ref tile, Eight * 8));
        }

        D sum0 = default, sum1 = default;
        if (SubtractsMean<TKernel>())
        {
            SumEach<TKernel, D>(ref tile, Eight * 8, groups, ref sums);
            D.Store(DoubleRowCoefficients.Mean(D.Load(ref sums, 0), size), ref coefficients, 0);
            if (groups == 2)
            {
                D.Store(DoubleRowCoefficients.Mean(D.Load(ref sums, Eight), size), ref coefficients, Eight);
            }
        }
        SquareEach<TKernel, D, CoefficientPerLane<D>>(ref tile, Eight * 8, groups, ref coefficients, ref sums);
        if (SubtractsMean<TKernel>())
        {
            (sum0, sum1) = (D.Load(ref sums, 0), D.Load(ref sums, Eight));
        }

        D needsFallback = StoreCoefficients<TKernel, D>(sum0, D.Load(ref squares, 0), size, epsilon, ref coefficients);
        if (groups == 2)
        {
            needsFallback += StoreCoefficients<TKernel, D>(sum1, D.Load(ref squares, Eight), size, epsilon, ref Unsafe.Add(ref coefficients, Eight));
        }

        if (D.Sum(needsFallback) != 0)
        {
            return false;
        }

        WriteEach<TKernel, D, CoefficientPerLane<D>>(ref tile, Eight * 8, groups, ref coefficients, ref gamma, ref beta, ref tile);
        return true;
    }

    // The transposed rows, sums, sums of squares, and coefficients.
    [InlineArray(3 * Lanes * 8 + 4 * Lanes + 8)]
    private struct DoubleScratch
    {
        private double _first;
    }
}
