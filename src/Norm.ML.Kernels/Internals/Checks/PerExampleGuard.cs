using System.Numerics;

namespace Norm.ML.Internals.Checks;

/// <summary>The checks of scale and shift per example.</summary>
internal static class PerExampleGuard
{
    /// <summary>Checks one of the two: empty, or as long as its last example needs.</summary>
    public static void Check<T>(ReadOnlySpan<T> values, int examples, int length, int stride, string name)
    {
        if (values.IsEmpty || examples == 0)
        {
            return;
        }

        long needed = (examples - 1L) * stride + length;
        if (values.Length < needed)
        {
            Guard.Throw(
                name, $"The length of {name} is {values.Length}, but {needed} is needed for {examples} examples of {length}, "
                + $"one every {stride} elements (or 0 to leave it out).");
        }
    }

    /// <summary>Checks the stride: the examples of a parameter do not overlap.</summary>
    public static void Stride(int stride, int length)
    {
        if (stride < length)
        {
            Guard.ThrowRange(
                nameof(stride), stride, $"stride has to be at least {length}, the length of scale and shift of an example, but is {stride}.");
        }
    }

    /// <summary>The number of examples of rows.</summary>
    public static int Examples<T>(ReadOnlySpan<T> x, int size, int rowsPerExample) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.Positive(size);
        Guard.Positive(rowsPerExample);
        int length = Guard.Product(rowsPerExample, size);
        Guard.Multiple(x.Length, length, nameof(x));
        return x.Length / length;
    }

    /// <summary>The part of a parameter that belongs to an example.</summary>
    public static ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> values, int example, int stride, int length) =>
        values.IsEmpty ? values : values.Slice(example * stride, length);

    /// <inheritdoc cref="Of{T}(ReadOnlySpan{T}, int, int, int)"/>
    public static Span<T> Of<T>(Span<T> values, int example, int stride, int length) =>
        values.IsEmpty ? values : values.Slice(example * stride, length);

    /// <summary>Gradients of parameters are apart from all else, so that no call for an example changes what the next one reads.</summary>
    public static void Gradients<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> dx, ReadOnlySpan<T> dscale, ReadOnlySpan<T> dshift)
    {
        dx = dx.IsEmpty ? dx : dx[..x.Length];
        Guard.InPlaceOrApart(dy, dx, nameof(dx));
        Guard.InPlaceOrApart(x, dx, nameof(dx));
        Guard.Apart(scale, dx, nameof(dx));
        Apart(dscale, nameof(dscale), dy, x, scale, dx);
        Apart(dshift, nameof(dshift), dy, x, scale, dx);
    }

    private static void Apart<T>(
        ReadOnlySpan<T> gradient, string name, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> dx)
    {
        Guard.Apart(dy, gradient, name);
        Guard.Apart(x, gradient, name);
        Guard.Apart(scale, gradient, name);
        Guard.Apart(dx, gradient, name);
    }
}
