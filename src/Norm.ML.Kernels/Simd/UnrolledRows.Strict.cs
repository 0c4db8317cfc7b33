using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Floats;

namespace Norm.ML.Simd;

public static partial class UnrolledRows
{
    // Rows that begin a stride apart; from x to y, which are the same memory or lie apart. All rows share gamma and beta, or each row has a scale and
    // a shift of its own, which begin ownStride apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void StrictRows<TKernel, TParameters, F, D>(
        ref float x, nint rows, nint stride, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ref float y, double epsilon,
        int ownStride = 0)
        where TKernel : struct, IStrictUnrolledKernel where TParameters : struct
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out StrictScratch memory);
        ref double sums = ref Unsafe.As<float, double>(ref Line(ref memory)), squares = ref Unsafe.Add(ref sums, Lanes * 8);
        ref float coefficients = ref Unsafe.As<double, float>(ref Unsafe.Add(ref squares, Lanes * 8));
        ref float g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
        nint size = TKernel.ExampleLength;
        for (nint first = 0; first < rows; first += Lanes)
        {
            nint count = nint.Min(Lanes, rows - first);
            ref float source = ref Unsafe.Add(ref x, first * stride), target = ref Unsafe.Add(ref y, first * stride);
            for (nint row = 0; row < count; row++)
            {
                TKernel.Sums<F, D>(
                    ref Unsafe.Add(ref source, row * stride), ref Unsafe.Add(ref sums, row * 8), ref Unsafe.Add(ref squares, row * 8));
            }

            for (nint row = count; row < Lanes; row++) // pad an incomplete last batch with copies of its first row's sums
            {
                D.Store(D.Load(ref sums, 0), ref sums, row * 8);
                D.Store(D.Load(ref squares, 0), ref squares, row * 8);
            }

            D needsFallback = StrictCoefficients<TKernel, D>(ref sums, ref squares, size, epsilon, ref coefficients);
            if (count > Eight)
            {
                needsFallback += StrictCoefficients<TKernel, D>(
                    ref Unsafe.Add(ref sums, Eight * 8), ref Unsafe.Add(ref squares, Eight * 8), size, epsilon,
                    ref Unsafe.Add(ref coefficients, Eight));
            }

            if (D.Sum(needsFallback) != 0)
            {
                if (typeof(TParameters) == typeof(OwnParameters))
                {
                    GeneralOwn<TKernel>(ref source, first, count, gamma, beta, ownStride, ref target, epsilon);
                }
                else
                {
                    General<TKernel>(ref source, count, stride, gamma, beta, ref target, epsilon);
                }

                continue;
            }

            for (nint row = 0; row < count; row++)
            {
                ref float ofRow = ref Unsafe.Add(ref coefficients, row);
                F high = F.Broadcast(ofRow), low = F.Broadcast(Unsafe.Add(ref ofRow, Lanes)), shiftHigh = default, shiftLow = default;
                if (SubtractsMean<TKernel>())
                {
                    shiftHigh = F.Broadcast(Unsafe.Add(ref ofRow, 2 * Lanes));
                    shiftLow = F.Broadcast(Unsafe.Add(ref ofRow, 3 * Lanes));
                }

                // The JIT leaves out what is not the case; a flag in a local would count for what it inlines.
                if (typeof(TParameters) == typeof(OwnParameters))
                {
                    WriteOwn<F, D>(
                        ref Unsafe.Add(ref source, row * stride), ref Unsafe.Add(ref g, (first + row) * ownStride),
                        ref Unsafe.Add(ref b, (first + row) * ownStride), ref Unsafe.Add(ref target, row * stride), size,
                        high, low, shiftHigh, shiftLow);
                }
                else
                {
                    TKernel.Write<F, D>(
                        ref Unsafe.Add(ref source, row * stride), ref g, ref b, ref Unsafe.Add(ref target, row * stride),
                        high, low, shiftHigh, shiftLow);
                }
            }
        }
    }

    // A batch of which a row needs the fallback.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void General<TKernel>(
        ref float x, nint rows, nint stride, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ref float y, double epsilon)
        where TKernel : struct, IUnrolledKernel
    {
        int size = TKernel.ExampleLength, together = stride == size ? (int)rows : 1;
        for (nint row = 0; row < rows; row += together)
        {
            General<TKernel, float>(
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref x, row * stride), together * size), gamma, beta,
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, row * stride), together * size), epsilon);
        }
    }

    // From the partial sums of eight rows to the coefficients of the output step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D StrictCoefficients<TKernel, D>(ref double sums, ref double squares, nint size, double epsilon, ref float coefficients)
        where TKernel : struct, IStrictUnrolledKernel where D : struct, ISimdDouble8<D>
    {
        D sum = SubtractsMean<TKernel>() ? FloatRowCoefficients.Sums<D>(ref sums, 0) : default;
        FloatRowCoefficients.Of(
            SubtractsMean<TKernel>(), sum, Raised<TKernel, D>(FloatRowCoefficients.Sums<D>(ref squares, 0), epsilon), Count<TKernel>(size),
            Added<TKernel>(epsilon), out D mean, out D variance, out D inverse, out D needsFallback);
        D.Store(inverse, ref coefficients, 0);
        D.Store(inverse - D.RoundToFloat(inverse), ref coefficients, Lanes);
        if (!SubtractsMean<TKernel>())
        {
            return needsFallback;
        }

        D shift = (D.Zero - mean) * inverse;
        D.Store(shift, ref coefficients, 2 * Lanes);
        D.Store(shift - D.RoundToFloat(shift), ref coefficients, 3 * Lanes);
        return Far<TKernel, D>(mean, variance, needsFallback);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void StrictTransposedRows<TKernel, F, D>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out TransposedScratch memory);
        ref float tile = ref Line(ref memory);
        ref double sums = ref Unsafe.As<float, double>(ref Unsafe.Add(ref tile, 8 * Lanes));
        ref float source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref float b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Lanes * size)
        {
            nint count = nint.Min(Lanes, (total - first) / size);
            if (count == Lanes)
            {
                F.LoadTransposed(ref Unsafe.Add(ref source, first), size, ref tile);
            }
            else
            {
                LoadRest<F, D>(ref Unsafe.Add(ref source, first), count, size, ref tile);
            }

            TKernel.Sums<F, D>(ref tile, ref sums, ref Unsafe.Add(ref sums, 16));
            TKernel.Sums<F, D>(ref Unsafe.Add(ref tile, Eight), ref Unsafe.Add(ref sums, 8), ref Unsafe.Add(ref sums, 24));
            D sum0 = default, sum1 = default;
            if (SubtractsMean<TKernel>())
            {
                (sum0, sum1) = (D.Load(ref sums, 0), D.Load(ref sums, 8));
            }

            FloatRowCoefficients.Of(
                SubtractsMean<TKernel>(), sum0, Raised<TKernel, D>(D.Load(ref sums, 16), epsilon), Count<TKernel>(size), Added<TKernel>(epsilon),
                out D mean0, out D variance0, out D inverse0, out D needsFallback0);
            FloatRowCoefficients.Of(
                SubtractsMean<TKernel>(), sum1, Raised<TKernel, D>(D.Load(ref sums, 24), epsilon), Count<TKernel>(size), Added<TKernel>(epsilon),
                out D mean1, out D variance1, out D inverse1, out D needsFallback1);
            if (D.Sum(Far<TKernel, D>(mean0, variance0, needsFallback0) + Far<TKernel, D>(mean1, variance1, needsFallback1)) != 0)
            {
                General<TKernel, float>(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..], epsilon);
                continue;
            }
            D shift0 = (D.Zero - mean0) * inverse0, shift1 = (D.Zero - mean1) * inverse1;
            TKernel.Write<F, D>(
                ref tile, ref g, ref b, ref tile,
                F.Join(inverse0, inverse1), F.Join(inverse0 - D.RoundToFloat(inverse0), inverse1 - D.RoundToFloat(inverse1)),
                F.Join(shift0, shift1), F.Join(shift0 - D.RoundToFloat(shift0), shift1 - D.RoundToFloat(shift1)));
            if (count == Lanes)
            {
                F.StoreTransposed(ref tile, size, ref Unsafe.Add(ref target, first));
            }
            else
            {
                StoreRest<F, D>(ref tile, count, size, ref Unsafe.Add(ref target, first));
            }
        }
    }

    // Rows whose mean is so far from 0 that a pivot has to be subtracted first need the fallback, too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Far<TKernel, D>(D mean, D variance, D needsFallback) where TKernel : struct, IUnrolledKernel where D : struct, ISimdDouble8<D> =>
        SubtractsMean<TKernel>() ? D.SelectIfLess(mean * mean, variance * D.Broadcast(FloatRowCoefficients.FarMean), needsFallback, D.Broadcast(1))
            : needsFallback;

    // A last batch of fewer than sixteen rows, padded with copies of its own rows.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static void LoadRest<F, D>(ref float rows, nint count, nint size, ref float tile)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out SixteenRows memory);
        ref float sixteen = ref Unsafe.As<SixteenRows, float>(ref memory);
        for (nint i = 0, from = 0; i < Lanes * size; i++, from = from + 1 == count * size ? 0 : from + 1)
        {
            Unsafe.Add(ref sixteen, i) = Unsafe.Add(ref rows, from);
        }

        F.LoadTransposed(ref sixteen, size, ref tile);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static void StoreRest<F, D>(ref float tile, nint count, nint size, ref float rows)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out SixteenRows memory);
        ref float sixteen = ref Unsafe.As<SixteenRows, float>(ref memory);
        F.StoreTransposed(ref tile, size, ref sixteen);
        for (nint i = 0; i < count * size; i++)
        {
            Unsafe.Add(ref rows, i) = Unsafe.Add(ref sixteen, i);
        }
    }

    // Rows with a scale and a shift of their own, where vectors have 512 bits. The kernel takes gamma and beta, and its rows are vectors of sixteen.
    internal static unsafe void StrictEach<TKernel>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, int stride, Span<float> destination, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedScale = scale, pinnedShift = shift, pinnedY = destination) // masked loads and stores take pointers
        {
            StrictRows<TKernel, OwnParameters, SimdFloat16Of512, SimdDouble8Of512>(
                ref MemoryMarshal.GetReference(x), x.Length / TKernel.ExampleLength, TKernel.ExampleLength, scale, shift,
                ref MemoryMarshal.GetReference(destination), epsilon, stride);
        }
    }

    // The kernel's Write with 1 + scale, rounded to float, as gamma.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteOwn<F, D>(
        ref float x, ref float scale, ref float shift, ref float y, nint size, F high, F low, F shiftHigh, F shiftLow)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        for (nint i = 0; i < size; i += Lanes)
        {
            F.Store(
                FloatOutput.ApplyWithoutPivot<F, D, LayerNormGammaBeta>(
                    F.Load(ref x, i), high, low, shiftHigh, shiftLow, F.Load(ref scale, i) + F.Broadcast(1), F.Load(ref shift, i)),
                ref y, i);
        }
    }

    // A batch of which a row needs the fallback, from row first on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GeneralOwn<TKernel>(
        ref float x, nint first, nint rows, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, int stride, ref float y, double epsilon)
        where TKernel : struct, IUnrolledKernel
    {
        int size = TKernel.ExampleLength;
        Span<float> gamma = stackalloc float[size];
        for (int row = 0; row < rows; row++)
        {
            int place = ((int)first + row) * stride;
            TensorPrimitives.Add(scale.Slice(place, size), 1, gamma);
            General<TKernel, float>(
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref x, row * size), size), gamma, shift.Slice(place, size),
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, row * size), size), epsilon);
        }
    }

    private readonly struct SharedParameters;

    private readonly struct OwnParameters;

    [InlineArray(2 * Lanes * 8 + 2 * Lanes + 8)]
    private struct StrictScratch
    {
        private double _first;
    }

    [InlineArray(8 * Lanes)]
    private struct SixteenRows
    {
        private float _first;
    }

    // The transposed rows, and sums.
    [InlineArray(2 * 8 * Lanes + 16)]
    private struct TransposedScratch
    {
        private float _first;
    }
}
