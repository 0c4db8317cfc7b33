using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>
/// What a model's norms do to one column, over spans: for programs that normalize single rows, such as services. Gives the bits that the model gives.
/// </summary>
/// <remarks>
/// Made once by <see cref="ServingExtensions.CreateSpanNormalizer{T}"/>. Immutable: any number of threads may share one, where a prediction engine serves one
/// thread at a time. Allocates nothing per call.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>, the item type of the normalized column.</typeparam>
public sealed class SpanNormalizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly RowNormalizer<T>[] _norms;

    internal SpanNormalizer(string inputColumnName, string outputColumnName, int? exampleLength, RowNormalizer<T>[] norms)
    {
        InputColumnName = inputColumnName;
        OutputColumnName = outputColumnName;
        ExampleLength = exampleLength;
        _norms = norms;
    }

    /// <summary>The column whose values are given to <see cref="Normalize"/>: the one that the first of the norms reads.</summary>
    public string InputColumnName { get; }

    /// <summary>The column whose values <see cref="Normalize"/> gives.</summary>
    public string OutputColumnName { get; }

    /// <summary>The number of elements of an example; 1 for a column of numbers, null for a column of variable size.</summary>
    public int? ExampleLength { get; }

    /// <summary>Normalizes examples: of known length any number of them, one after the other; of variable size one.</summary>
    /// <param name="x">The input column's values, a multiple of <see cref="ExampleLength"/>; integers as <typeparamref name="T"/>.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory, may not overlap partly.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap partly.</exception>
    /// <exception cref="InvalidOperationException">An example of variable size is no multiple of the norm's own size.</exception>
    public void Normalize(ReadOnlySpan<T> x, Span<T> destination)
    {
        if (destination.Length < x.Length)
            throw new ArgumentException($"destination has {destination.Length} elements; x has {x.Length}.", nameof(destination));

        int length = ExampleLength ?? x.Length;
        if (x.IsEmpty)
            return;
        if (x.Length % length != 0)
            throw new ArgumentException($"x has {x.Length} elements; accepted: a multiple of {length}, the size of '{InputColumnName}'.", nameof(x));

        destination = destination[..x.Length];
        if (!Unsafe.AreSame(in MemoryMarshal.GetReference(x), in MemoryMarshal.GetReference(destination)))
        {
            if (x.Overlaps(destination))
                throw new ArgumentException("destination overlaps x partly; accepted: the same memory, or other memory.", nameof(destination));
            x.CopyTo(destination);
        }

        for (int start = 0; start < destination.Length; start += length)
        {
            foreach (RowNormalizer<T> norm in _norms)
                norm(destination.Slice(start, length));
        }
    }
}
