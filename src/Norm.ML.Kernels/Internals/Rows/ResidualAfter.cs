using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows;

/// <summary>The residual after a norm, <c>y = x * alpha + norm(sublayer)</c>, and its gradient.</summary>
internal static class ResidualAfter
{
    // The length of a block that is normalized and then added to while it is in the L2 cache: long enough to fill the batches of the kernels.
    private const int Block = 16384;

    /// <summary>Checks the residual, then normalizes and adds block by block. The norm's own arguments were checked before.</summary>
    public static void Normalize<T, TNorm>(ReadOnlySpan<T> x, ReadOnlySpan<T> sublayer, int size, Span<T> destination, T alpha, TNorm norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TNorm : IRowNorm<T>, allows ref struct
    {
        Guard.Same(x.Length, sublayer.Length, nameof(x));
        destination = destination[..x.Length];
        Guard.InPlaceOrApart(x, destination, nameof(destination));
        int step = Math.Max(1, Block / size) * size;
        bool inResidual = x.Overlaps(destination); // then the normalized rows need memory of their own
        using var scratch = new Scratch<T>(inResidual ? Math.Min(step, x.Length) : 0);
        for (int from = 0; from < x.Length; from += step)
        {
            int length = Math.Min(step, x.Length - from);
            Span<T> normalized = inResidual ? scratch.Span[..length] : destination.Slice(from, length);
            norm.Normalize(sublayer.Slice(from, length), normalized);
            TensorPrimitives.FusedMultiplyAdd(x.Slice(from, length), alpha, normalized, destination.Slice(from, length));
        }
    }

    /// <summary>Checks the memory for the gradient of the residual, and gives the part that is written.</summary>
    public static Span<T> Check<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> sublayer, ReadOnlySpan<T> gamma, Span<T> dx, ReadOnlySpan<T> dsublayer, ReadOnlySpan<T> dgamma,
        ReadOnlySpan<T> dbeta)
    {
        if (dx.IsEmpty)
        {
            return dx;
        }

        Guard.Enough(dx.Length, dy.Length, nameof(dx));
        dx = dx[..dy.Length];
        Guard.InPlaceOrApart(dy, dx, nameof(dx));
        Guard.Apart(sublayer, dx, nameof(dx));
        Guard.Apart(gamma, dx, nameof(dx));
        Guard.Apart(dsublayer, dx, nameof(dx));
        Guard.Apart(dgamma, dx, nameof(dx));
        Guard.Apart(dbeta, dx, nameof(dx));
        return dx;
    }
}
