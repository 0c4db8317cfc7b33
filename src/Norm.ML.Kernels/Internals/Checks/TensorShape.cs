using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Checks;

/// <summary>Views of dense tensors as the flat spans that kernels take.</summary>
internal static class TensorShape
{
    public static ReadOnlySpan<T> Flat<T>(in ReadOnlyTensorSpan<T> tensor, string name)
    {
        Dense(tensor.IsDense, tensor.FlattenedLength, name);
        return tensor.IsEmpty ? default : MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), (int)tensor.FlattenedLength);
    }

    public static Span<T> Flat<T>(in TensorSpan<T> tensor, string name)
    {
        Dense(tensor.IsDense, tensor.FlattenedLength, name);
        return tensor.IsEmpty ? default : MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength);
    }

    public static void Same<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
    {
        if (!x.Lengths.SequenceEqual(destination.Lengths))
        {
            Guard.Throw(nameof(destination), $"The shape of destination is [{Text(destination.Lengths)}], but x has [{Text(x.Lengths)}].");
        }
    }

    /// <summary>The product of the dimensions from <paramref name="axis"/> on, at least 1.</summary>
    public static int Trailing<T>(in ReadOnlyTensorSpan<T> x, int axis)
    {
        int rank = x.Rank, first = axis < 0 ? axis + rank : axis;
        if (first < 0 || first >= rank)
        {
            Guard.ThrowRange(nameof(axis), axis, $"axis is {axis}, but x has {rank} dimensions: [{Text(x.Lengths)}].");
        }

        return Product(x.Lengths[first..]);
    }

    /// <summary>Reads <c>[examples, channels, spatial...]</c> (or channels last) at a channel axis.</summary>
    public static (int Channels, int Spatial) Channels<T>(in ReadOnlyTensorSpan<T> x, NormLayout layout)
    {
        int rank = x.Rank;
        if (rank < 2)
        {
            Guard.Throw(nameof(x), $"x has {rank} dimensions; at least 2, examples and channels, are needed.");
        }

        return layout == NormLayout.ChannelsFirst
            ? (Product(x.Lengths.Slice(1, 1)), Product(x.Lengths[2..]))
            : (Product(x.Lengths.Slice(rank - 1, 1)), Product(x.Lengths[1..(rank - 1)]));
    }

    private static int Product(ReadOnlySpan<nint> lengths)
    {
        nint product = 1;
        foreach (nint length in lengths)
        {
            product *= Math.Max(length, 1); // an empty tensor has nothing to normalize, whatever the size
        }

        return (int)product;
    }

    private static void Dense(bool dense, nint length, string name)
    {
        if (!dense && length > 0)
        {
            Guard.Throw(name, $"{name} is not dense; its {length} elements have to be adjacent in memory.");
        }

        if (length > int.MaxValue)
        {
            Guard.Throw(name, $"{name} has {length} elements; at most {int.MaxValue} are supported in one call.");
        }
    }

    private static string Text(ReadOnlySpan<nint> lengths) => string.Join(", ", lengths.ToArray());
}
