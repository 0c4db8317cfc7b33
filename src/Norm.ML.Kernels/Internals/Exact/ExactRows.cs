using System.Numerics.Tensors;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows;

namespace Norm.ML.Internals.Exact;

/// <summary>LayerNorm, RmsNorm and UnitNorm with results that are the nearest to the formula. The arguments were checked.</summary>
internal static unsafe class ExactRows
{
    public static void Normalize(
        ReadOnlySpan<float> x, int rows, int size, ExactFormula formula, ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta,
        Span<float> y, Span<double> mean, Span<double> inverse)
    {
        y = y[..x.Length];
        using var kept = new Scratch<float>(mean.IsEmpty && inverse.IsEmpty ? 0 : x.Length);
        if (kept.Span.Length > 0)
        {
            Strict(x, rows, size, formula, gamma, unitOffset, beta, kept.Span, mean, inverse);
        }

        using var copy = new Scratch<float>(x.Overlaps(y) ? size : 0);
        var bounds = new ExactBounds(size);
        using var coefficients = new ExactCoefficients(gamma, unitOffset, beta, formula.SubtractsMean, bounds);
        fixed (float* source = x, target = y, copied = copy.Span)
        fixed (double* g = coefficients.Gamma, low = coefficients.Low, high = coefficients.High)
        {
            var row = new ExactRow(source, size, formula, gamma, unitOffset, beta, 1, bounds);
            ExactBatch batch = default;
            for (int i = 0; i < rows; i++)
            {
                float* from = source + (nint)i * size;
                if (i % ExactBatch.Rows == 0)
                {
                    batch.Measure(from, Math.Min(ExactBatch.Rows, rows - i), size, formula);
                }

                if (copied != null)
                {
                    x.Slice(i * size, size).CopyTo(copy.Span);
                    from = copied;
                }

                row.MoveTo(from);
                if (batch.TryGet(i % ExactBatch.Rows, ref row))
                {
                    Write(ref row, from, target + (nint)i * size, size, formula.SubtractsMean, coefficients.Count, g, low, high);
                }
                else if (!TryWrite(ref row, from, target + (nint)i * size, size, formula.SubtractsMean, beta, coefficients.Count, g, low, high))
                {
                    Strict(x.Slice(i * size, size), 1, size, formula, gamma, unitOffset, beta, y.Slice(i * size, size), default, default);
                }
            }
        }
    }

    /// <summary>Half: the nearest float, then the nearest Half, unless that float lies halfway between two of them: then y decides.</summary>
    public static void Normalize(
        ReadOnlySpan<Half> x, int rows, int size, ExactFormula formula, ReadOnlySpan<Half> gamma, bool unitOffset, ReadOnlySpan<Half> beta,
        Span<Half> y, Span<double> mean, Span<double> inverse)
    {
        y = y[..x.Length];
        using var memory = new Scratch<float>(2 * size + gamma.Length + beta.Length);
        Span<float> values = memory.Span[..size], results = memory.Span.Slice(size, size), g = memory.Span.Slice(2 * size, gamma.Length),
            b = memory.Span.Slice(2 * size + gamma.Length, beta.Length);
        TensorPrimitives.ConvertToSingle(gamma, g);
        TensorPrimitives.ConvertToSingle(beta, b);
        var bounds = new ExactBounds(size);
        using var coefficients = new ExactCoefficients(g, unitOffset, b, formula.SubtractsMean, bounds);
        fixed (float* from = values, to = results)
        fixed (double* gammas = coefficients.Gamma, low = coefficients.Low, high = coefficients.High)
        {
            for (int i = 0; i < rows; i++)
            {
                TensorPrimitives.ConvertToSingle(x.Slice(i * size, size), values);
                Span<Half> target = y.Slice(i * size, size);
                if (!(mean.IsEmpty && inverse.IsEmpty))
                {
                    Strict(
                        values, 1, size, formula, g, unitOffset, b, results, mean.IsEmpty ? mean : mean.Slice(i, 1),
                        inverse.IsEmpty ? inverse : inverse.Slice(i, 1));
                }

                var row = new ExactRow(from, size, formula, g, unitOffset, b, 1, bounds);
                if (TryWrite(ref row, from, to, size, formula.SubtractsMean, b, coefficients.Count, gammas, low, high))
                {
                    TensorPrimitives.ConvertToHalf(results, target);
                    if (!row.IsConstant)
                    {
                        ExactHalf.Settle(ref row, results, target);
                    }
                }
                else
                {
                    Strict(values, 1, size, formula, g, unitOffset, b, results, default, default);
                    TensorPrimitives.ConvertToHalf(results, target);
                }
            }
        }
    }

    private static void Strict(
        ReadOnlySpan<float> x, int rows, int size, ExactFormula formula, ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta,
        Span<float> y, Span<double> mean, Span<double> inverse)
    {
        if (formula.IsLength)
        {
            RowKernels.NormalizeLength(x, rows, size, y, inverse, formula.Epsilon, NormPrecision.Strict);
        }
        else
        {
            RowKernels.Normalize(
                x, rows, size, formula.SubtractsMean, gamma, unitOffset, beta, y, mean, inverse, formula.Epsilon, NormPrecision.Strict);
        }
    }

    private static bool TryWrite(
        ref ExactRow row, float* x, float* y, int size, bool subtractMean, ReadOnlySpan<float> beta, int coefficients, double* gamma, double* low,
        double* high)
    {
        if (!row.TryMeasure())
        {
            return false;
        }

        if (row.IsConstant)
        {
            var target = new Span<float>(y, size);
            target.Clear();
            beta.CopyTo(target);
            return true;
        }

        Write(ref row, x, y, size, subtractMean, coefficients, gamma, low, high);
        return true;
    }

    private static void Write(
        ref ExactRow row, float* x, float* y, int size, bool subtractMean, int coefficients, double* gamma, double* low, double* high)
    {
        if (coefficients == 1)
        {
            Write<OneForAll>(ref row, x, y, size, subtractMean, gamma, low, high);
        }
        else
        {
            Write<PerElement>(ref row, x, y, size, subtractMean, gamma, low, high);
        }
    }

    private static void Write<TCoefficients>(
        ref ExactRow row, float* x, float* y, int size, bool subtractMean, double* gamma, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        if (subtractMean)
        {
            ExactOutput.Write<CentredStep, TCoefficients>(x, y, size, ref row, 0, gamma, low, high);
        }
        else
        {
            ExactOutput.Write<PlainStep, TCoefficients>(x, y, size, ref row, 0, gamma, low, high);
        }
    }
}
