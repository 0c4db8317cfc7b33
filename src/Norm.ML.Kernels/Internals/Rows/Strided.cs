using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows;

/// <summary>Rows with a stride, in place: the norm runs over each group, or over short groups that are gathered first.</summary>
internal static class Strided
{
    // Groups that fill a batch of rows are normalized where they lie. Fewer rows are gathered: a call for one
    // row waits for its own divisions.
    private const int Gathered = 4096;

    /// <summary>The elements of a group.</summary>
    public static int Check<T>(ReadOnlySpan<T> buffer, in StridedRows rows, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta)
    {
        (int groups, int heads, int size, int stride, int offset) = rows;
        if (groups < 0)
        {
            Guard.ThrowRange(nameof(rows), groups, $"Groups has to be at least 0, but is {groups}.");
        }

        Positive(heads, nameof(StridedRows.Heads));
        Positive(size, nameof(StridedRows.Size));
        long length = (long)heads * size, end = offset + Math.Max(0, groups - 1L) * stride + (groups == 0 ? 0 : length);
        if (stride < length)
        {
            Guard.ThrowRange(nameof(rows), stride, $"Stride has to be at least Heads * Size ({length}), but is {stride}.");
        }

        if (offset < 0 || end > buffer.Length)
        {
            Guard.ThrowRange(
                nameof(rows), offset, $"The rows reach from element {offset} to {end}; the buffer has {buffer.Length} elements.");
        }

        Guard.Apart(gamma, buffer, nameof(buffer));
        Guard.Apart(beta, buffer, nameof(buffer));
        return (int)length;
    }

    /// <summary>Checks the arguments of a gradient; x, dy and dx have one layout.</summary>
    public static void CheckGradient<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, in StridedRows rows, ReadOnlySpan<T> gamma, ReadOnlySpan<T> dx, ReadOnlySpan<T> dgamma,
        ReadOnlySpan<T> dbeta, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementTypes.FloatOrDouble<T>();
        Guard.Epsilon(epsilon);
        Check(x, rows, default, default);
        GradientGuard.Check(dy, x, rows.Size, gamma, dx, dgamma, dbeta);
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
        {
            Guard.ThrowRange("rows", value, $"{name} has to be at least 1, but is {value}.");
        }
    }

    /// <summary>How many groups are normalized by one call.</summary>
    private static int Together(in StridedRows rows, int length) => rows.Stride == length ? rows.Groups
        : rows.Heads >= RowBatch.Rows ? 1 : Math.Min(rows.Groups, Math.Max(1, Gathered / length));

    /// <summary>Copies groups to where they lie one after the other.</summary>
    public static void Gather<T>(ReadOnlySpan<T> buffer, in StridedRows rows, int length, int first, int count, Span<T> block)
    {
        for (int i = 0; i < count; i++)
        {
            buffer.Slice(rows.Offset + (first + i) * rows.Stride, length).CopyTo(block[(i * length)..]);
        }
    }

    /// <summary>Copies groups back.</summary>
    public static void Scatter<T>(ReadOnlySpan<T> block, in StridedRows rows, int length, int first, int count, Span<T> buffer)
    {
        for (int i = 0; i < count; i++)
        {
            block.Slice(i * length, length).CopyTo(buffer[(rows.Offset + (first + i) * rows.Stride)..]);
        }
    }

    /// <summary>Runs a norm over all rows, in place.</summary>
    public static void Run<T, TNorm>(Span<T> buffer, in StridedRows rows, int length, TNorm norm)
        where T : unmanaged where TNorm : IRowNorm<T>, allows ref struct
    {
        int together = Together(rows, length);
        if (rows.Stride == length || together <= 1)
        {
            int step = Math.Max(1, together);
            for (int group = 0; group < rows.Groups; group += step)
            {
                Span<T> part = buffer.Slice(rows.Offset + group * rows.Stride, Math.Min(step, rows.Groups - group) * length);
                norm.Normalize(part, part);
            }

            return;
        }

        using var scratch = new Scratch<T>(together * length);
        for (int group = 0; group < rows.Groups; group += together)
        {
            int count = Math.Min(together, rows.Groups - group);
            Span<T> block = scratch.Span[..(count * length)];
            Gather(buffer, rows, length, group, count, block);
            norm.Normalize(block, block);
            Scatter(block, rows, length, group, count, buffer);
        }
    }
}
