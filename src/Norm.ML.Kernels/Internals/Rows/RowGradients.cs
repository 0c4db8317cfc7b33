using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// Gradients of rows, in double for both element types. Eight rows are measured, summed and written together, and the gradients of gamma and beta
/// stay in registers for those rows. For doubles, sums over many rows or elements have a high and a low part. The formulas are in <see
/// cref="SegmentReference"/>; the order of additions is defined in <see cref="UnrolledRows"/>.
/// </summary>
internal static class RowGradients<T, F, D, TStep, TMode>
    where T : unmanaged
        where F : struct, ISimdFloat16<F, D>
        where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D> where TMode : struct, IAffineMode
{
    /// <summary>
    /// The length of a block. For doubles, the sums of blocks are added with a high and a low part: one long chain of additions would cost the last
    /// bits.
    /// </summary>
    private const nint Block = 512;

    /// <summary><paramref name="gradients"/> is the memory of <see cref="GradientSums"/>, or empty.</summary>
    [SkipLocalsInit]
    public static void Run(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<double> gradients,
        double epsilon)
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double batch = ref RowBatch.Start(ref memory);
        int rows = x.Length / size, step = size > 2048 ? 1 : RowBatch.Rows;
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), from = row * size, length = count * size;
            ReadOnlySpan<T> source = x.Slice(from, length), outputGradient = dy.Slice(from, length);
            Measure(ref MemoryMarshal.GetReference(source), count, size, epsilon, ref batch);
            if (!savedInverse.IsEmpty)
            {
                Replace(savedInverse.Slice(row, count), ref batch);
            }

            Span<T> target = dx.IsEmpty ? dx : dx.Slice(from, length);
            ReadOnlySpan<double> inverse = savedInverse.IsEmpty ? savedInverse : savedInverse.Slice(row, count);
            if (typeof(T) == typeof(float) || !SomeNeedFallback(ref batch, count))
            {
                Rows(outputGradient, source, size, gamma, inverse, target, gradients, epsilon, 0, count, ref batch);
            }
            else
            {
                RunWithFallback(outputGradient, source, size, gamma, inverse, target, gradients, epsilon, ref batch);
            }
        }
    }

    /// <summary>The statistics as <c>xhat = (x - Subtrahend) * (Inverse + InverseLow) + Shift</c>.</summary>
    private static void Measure(ref T x, nint rows, nint size, double epsilon, ref double batch)
    {
        if (typeof(T) == typeof(double))
        {
            DoubleStrict<D, TMode>.Measure(ref Unsafe.As<T, double>(ref x), rows, size, epsilon, ref batch);
            return;
        }
        D.Store(D.Zero, ref batch, RowBatch.MeanLow);
        FloatStrict<F, D, TMode>.Measure(ref Unsafe.As<T, float>(ref x), rows, size, epsilon, ref batch);
        D.Store(TMode.SubtractsMean ? D.Load(ref batch, RowBatch.Mean) : D.Zero, ref batch, RowBatch.Subtrahend);
        D.Store(-D.Load(ref batch, RowBatch.MeanLow) * D.Load(ref batch, RowBatch.Inverse), ref batch, RowBatch.Shift);
    }

    // Only of these rows: the memory of rows that an incomplete last batch lacks holds numbers of earlier calls.
    private static bool SomeNeedFallback(ref double batch, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void Replace(ReadOnlySpan<double> inverse, ref double batch)
    {
        for (int row = 0; row < inverse.Length; row++)
        {
            ref double old = ref Unsafe.Add(ref batch, RowBatch.Inverse + row);
            if (old != 0)
            {
                Unsafe.Add(ref batch, RowBatch.Shift + row) *= inverse[row] / old;
            }

            Unsafe.Add(ref batch, RowBatch.InverseLow + row) = 0;
            old = inverse[row];
        }
    }

    private static void RunWithFallback(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<double> gradients,
        double epsilon, ref double batch)
    {
        for (int row = 0; row < x.Length / size; row++)
        {
            ReadOnlySpan<T> source = x.Slice(row * size, size), outputGradient = dy.Slice(row * size, size);
            Span<T> target = dx.IsEmpty ? dx : dx.Slice(row * size, size);
            ReadOnlySpan<double> inverse = savedInverse.IsEmpty ? savedInverse : savedInverse.Slice(row, 1);
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) == 0)
            {
                Rows(outputGradient, source, size, gamma, inverse, target, gradients, epsilon, row, 1, ref batch);
                continue;
            }

            ByReference(outputGradient, source, size, gamma, inverse, target, gradients, epsilon);
        }
    }

    private static void ByReference(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<double> gradients,
        double epsilon) =>
        SegmentReference.Backward(
            ElementTypes.As<T, double>(dy), ElementTypes.As<T, double>(x), new RowSegments(1, size), TMode.SubtractsMean,
            ElementTypes.As<T, double>(gamma), TMode.UnitOffset, savedInverse, ElementTypes.As<T, double>(dx), new GradientSums(gradients, size),
            epsilon, TMode.IsLength);

    private static void Rows(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<double> gradients,
        double epsilon, int first, int rows, ref double batch)
    {
        ref T outputGradients = ref MemoryMarshal.GetReference(dy), values = ref MemoryMarshal.GetReference(x),
            g = ref MemoryMarshal.GetReference(gamma);
        if (!dx.IsEmpty)
        {
            Sum(ref outputGradients, ref values, ref g, first, rows, size, ref batch);
            Solve(RowDivisor.Count<TMode>(size), epsilon, ref batch);
            if (typeof(T) == typeof(double) && RowGradientRange<D>.MayBeLeft(ref batch))
            {
                RowsByRange(dy, x, size, gamma, savedInverse, dx, gradients, epsilon, first, rows, ref batch);
                return;
            }
        }
        Write(
            ref outputGradients, ref values, ref g, ref MemoryMarshal.GetReference(dx), !dx.IsEmpty,
            ref MemoryMarshal.GetReference(gradients), !gradients.IsEmpty, first, rows, size, ref batch);
    }

    // The rows whose sums left the range of doubles get dx from the reference. It is computed before the others are written, because dx may be the
    // memory of dy or x.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RowsByRange(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<double> gradients,
        double epsilon, int first, int rows, ref double batch)
    {
        Span<bool> leaves = stackalloc bool[RowBatch.Rows];
        int count = 0;
        for (int row = 0; row < rows; row++)
        {
            leaves[row] = RowGradientRange<D>.IsLeft(
                ElementTypes.As<T, double>(dy.Slice(row * size, size)), ElementTypes.As<T, double>(gamma), TMode.UnitOffset, first + row, ref batch);
            count += leaves[row] ? 1 : 0;
        }

        using var memory = new Scratch<T>(count * size);
        Span<T> results = memory.Span, next = results;
        for (int row = 0; row < rows; row++)
        {
            if (leaves[row])
            {
                ByReference(
                    dy.Slice(row * size, size), x.Slice(row * size, size), size, gamma,
                    savedInverse.IsEmpty ? savedInverse : savedInverse.Slice(row, 1), next[..size], default, epsilon);
                next = next[size..];
            }
        }

        Write(
            ref MemoryMarshal.GetReference(dy), ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(gamma),
            ref MemoryMarshal.GetReference(dx), true, ref MemoryMarshal.GetReference(gradients), !gradients.IsEmpty, first, rows, size, ref batch);
        for (int row = 0; row < rows; row++)
        {
            if (leaves[row])
            {
                results[..size].CopyTo(dx[(row * size)..]);
                results = results[size..];
            }
        }
    }

    /// <summary>Sums of <c>g</c> and of <c>g * (x - Subtrahend)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sum(ref T dy, ref T x, ref T gamma, nint first, nint rows, nint size, ref double batch)
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), dy = ref Unsafe.Add(ref dy, size))
        {
            D centre = D.Broadcast(Unsafe.Add(ref batch, RowBatch.Subtrahend + row)), s0 = D.Zero, s1 = s0, q0 = s0, q1 = s0;
            D sum = D.Zero, product = sum, lostSum = sum, lostProduct = sum;
            nint i = 0, flush = Block;
            for (; i <= size - 16; i += 16)
            {
                if (typeof(T) == typeof(double) && i == flush)
                {
                    if (TMode.SubtractsMean)
                    {
                        Merge(s0 + s1, ref sum, ref lostSum);
                    }

                    Merge(q0 + q1, ref product, ref lostProduct);
                    s0 = s1 = q0 = q1 = D.Zero;
                    flush += Block;
                }
                D a = Scaled(TStep.Load(ref dy, i), ref gamma, i), b = Scaled(TStep.Load(ref dy, i + 8), ref gamma, i + 8);
                if (TMode.SubtractsMean) { s0 += a; s1 += b; }
                q0 = D.Fma(a, TStep.Load(ref x, i) - centre, q0);
                q1 = D.Fma(b, TStep.Load(ref x, i + 8) - centre, q1);
            }
            if (i <= size - 8)
            {
                D a = Scaled(TStep.Load(ref dy, i), ref gamma, i);
                if (TMode.SubtractsMean)
                {
                    s0 += a;
                }

                q0 = D.Fma(a, TStep.Load(ref x, i) - centre, q0);
                i += 8;
            }
            if (i < size)
            {
                nint count = size - i;
                D a = ScaledPart(TStep.MaskedLoad(ref dy, i, count), ref gamma, i, count);
                if (TMode.SubtractsMean)
                {
                    s1 += a;
                }

                q1 = D.Fma(a, D.First(TStep.MaskedLoad(ref x, i, count) - centre, count), q1);
            }
            s0 += s1;
            q0 += q1;
            if (typeof(T) == typeof(double) && size > Block)
            {
                if (TMode.SubtractsMean)
                {
                    Merge(s0, ref sum, ref lostSum);
                }

                Merge(q0, ref product, ref lostProduct);
                s0 = sum + lostSum;
                q0 = product + lostProduct;
            }
            D.Store(s0, ref batch, RowBatch.Sums + row * 8);
            D.Store(q0, ref batch, RowBatch.Squares + row * 8);
        }
    }

    /// <summary>Two-sum (Knuth).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(D block, ref D sum, ref D lost)
    {
        D total = sum + block, part = total - sum;
        lost += (sum - (total - part)) + (block - part);
        sum = total;
    }

    private static void Solve(nint size, double epsilon, ref double batch)
    {
        D inverse = D.Load(ref batch, RowBatch.Inverse), shift = D.Load(ref batch, RowBatch.Shift), n = D.Broadcast(size);
        D sum = FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Sums), product = FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Squares);
        if (TMode.IsLength)
        {
            product = D.SelectIfLess(inverse, D.Broadcast(RowDivisor.Largest<T>(epsilon)), product, D.Zero); // a row shorter than epsilon
        }

        if (typeof(T) == typeof(double))
        {
            // The two terms of a gradient often cancel, for example at an outlier. So each term is rounded only once before their difference.
            D low = D.Load(ref batch, RowBatch.InverseLow), whole = inverse * product;
            RowGradientRange<D>.Keep(TMode.SubtractsMean ? sum : D.Zero, product, whole, inverse, ref batch);
            D rest = D.Fma(inverse, product, -whole) + D.Fma(low, product, TMode.SubtractsMean ? shift * sum : D.Zero);
            D.Store(-Share(whole, rest, n, inverse, low), ref batch, RowBatch.XhatCoefficient);
            D.Store(TMode.SubtractsMean ? -Share(sum, D.Zero, n, inverse, low) : D.Zero, ref batch, RowBatch.ConstantTerm);
            return;
        }
        D xhatCoefficient = D.Fma(inverse, product, TMode.SubtractsMean ? shift * sum : D.Zero) / n;
        D.Store(-xhatCoefficient * inverse, ref batch, RowBatch.XhatCoefficient);
        D.Store(TMode.SubtractsMean ? -(sum / n) * inverse : D.Zero, ref batch, RowBatch.ConstantTerm);
    }

    /// <summary><c>(sum + rest) / n * (inverse + low)</c>, rounded once.</summary>
    private static D Share(D sum, D rest, D n, D inverse, D low)
    {
        D mean = sum / n, lost = (D.Fma(-mean, n, sum) + rest) / n, product = mean * inverse;
        return product + (D.Fma(mean, inverse, -product) + D.Fma(mean, low, lost * inverse));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Write(
        ref T dy, ref T x, ref T gamma, ref T dx, bool wantsInput, ref double gradients, bool wantsParameters, nint first, nint rows, nint size,
        ref double batch)
    {
        for (nint i = 0; i < size; i += 8)
        {
            nint count = nint.Min(8, size - i);
            bool whole = count == 8;
            D gammaSum = D.Zero, betaSum = D.Zero;
            for (nint row = 0; row < rows; row++)
            {
                nint at = row * size + i;
                ref double ofRow = ref Unsafe.Add(ref batch, first + row);
                D outputGradient = whole ? TStep.Load(ref dy, at) : TStep.MaskedLoad(ref dy, at, count),
                    value = whole ? TStep.Load(ref x, at) : TStep.MaskedLoad(ref x, at, count);
                D inverse = D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.Inverse)),
                    low = typeof(T) == typeof(double) ? D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.InverseLow)) : default;
                D deviation = value - D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.Subtrahend)),
                    shift = D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.Shift));
                D xhat = D.Fma(deviation, inverse, typeof(T) == typeof(double) ? D.Fma(deviation, low, shift) : shift);
                if (wantsParameters)
                {
                    gammaSum = D.Fma(outputGradient, xhat, gammaSum);
                    betaSum += outputGradient;
                }
                if (!wantsInput)
                {
                    continue;
                }

                D g = whole ? Scaled(outputGradient, ref gamma, i) : ScaledPart(outputGradient, ref gamma, i, count);
                D rest = D.Fma(
                    xhat, D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.XhatCoefficient)), D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.ConstantTerm)));
                D result = D.Fma(g, inverse, typeof(T) == typeof(double) ? D.Fma(g, low, rest) : rest);
                if (whole)
                {
                    TStep.Store(result, ref dx, at);
                }
                else
                {
                    TStep.MaskedStore(result, ref dx, at, count);
                }
            }
            if (!wantsParameters)
            {
                continue;
            }

            Keep(gammaSum, ref gradients, i, size, count);
            Keep(betaSum, ref gradients, size + i, size, count);
        }
    }

    /// <summary>Adds the sums of these rows to the sums of all rows; for doubles with a low part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(D sum, ref double gradients, nint at, nint size, nint count)
    {
        D high = count == 8 ? D.Load(ref gradients, at) : D.MaskedLoad(ref gradients, at, count);
        if (typeof(T) == typeof(double))
        {
            nint behind = at + 2 * size;
            D low = count == 8 ? D.Load(ref gradients, behind) : D.MaskedLoad(ref gradients, behind, count);
            Merge(sum, ref high, ref low);
            if (count == 8)
            {
                D.Store(low, ref gradients, behind);
            }
            else
            {
                D.MaskedStore(low, ref gradients, behind, count);
            }
        }
        else
        {
            high += sum;
        }
        if (count == 8)
        {
            D.Store(high, ref gradients, at);
        }
        else
        {
            D.MaskedStore(high, ref gradients, at, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Scaled(D dy, ref T gamma, nint i) => !TMode.Gamma ? dy
        : TMode.UnitOffset ? D.Fma(dy, TStep.Load(ref gamma, i), dy) : dy * TStep.Load(ref gamma, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D ScaledPart(D dy, ref T gamma, nint i, nint count) => !TMode.Gamma ? dy
        : TMode.UnitOffset ? D.Fma(dy, TStep.MaskedLoad(ref gamma, i, count), dy) : dy * TStep.MaskedLoad(ref gamma, i, count);
}
