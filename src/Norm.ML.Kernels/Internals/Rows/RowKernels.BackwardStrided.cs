using System.Numerics;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>
    /// The gradients of rows with a stride. Groups are gathered to blocks of whole batches of rows, so that dgamma and dbeta are added in the order
    /// of dense rows.
    /// </summary>
    public static void BackwardStrided<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, in StridedRows rows, bool subtractMean, bool isLength, ReadOnlySpan<T> gamma, bool unitOffset,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = rows.Heads * rows.Size;
        long whole = RowBatch.Rows / (int)BigInteger.GreatestCommonDivisor(RowBatch.Rows, rows.Heads);
        int together = (int)Math.Min(Math.Max(1, CacheBlock / (whole * length)) * whole, rows.Groups);
        bool parameters = !dgamma.IsEmpty || !dbeta.IsEmpty;
        using var scratch = new Scratch<double>(parameters ? GradientSums.Width * rows.Size : 0);
        using var blocks = new Scratch<T>(2 * together * length);
        Span<double> sums = scratch.Span;
        sums.Clear();
        for (int group = 0; group < rows.Groups; group += together)
        {
            int count = Math.Min(together, rows.Groups - group);
            Span<T> values = blocks.Span[..(count * length)], gradients = blocks.Span.Slice(values.Length, values.Length);
            Strided.Gather(x, rows, length, group, count, values);
            Strided.Gather(dy, rows, length, group, count, gradients);
            Span<T> target = dx.IsEmpty ? dx : gradients;
            if (isLength)
            {
                BackwardLength(gradients, values, rows.Size, target, epsilon);
            }
            else
            {
                Accumulate(gradients, values, rows.Size, subtractMean, gamma, unitOffset, default, target, sums, epsilon);
            }

            if (!dx.IsEmpty)
            {
                Strided.Scatter(gradients, rows, length, group, count, dx);
            }
        }

        new GradientSums(sums, rows.Size).AddTo(dgamma, dbeta);
    }
}
