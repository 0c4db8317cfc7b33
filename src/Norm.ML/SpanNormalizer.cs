using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>
/// What a model's norms do to one column, over spans: for programs that normalize single rows, such as services. Gives the bits that the model gives.
/// </summary>
/// <remarks>
/// Made once by <see cref="ServingExtensions.CreateSpanNormalizer{T}"/>. Immutable: any number of threads may share one, where a prediction engine
/// serves one thread at a time. Allocates nothing per call.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>, the item type of the normalized column.</typeparam>
public sealed class SpanNormalizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Elements of a block that passes through several norms while it is in the L1 cache.
    private const int CacheBlock = 2048;

    private readonly RowNormalizer<double>? _integers;
    private readonly RowNormalizer<T>[] _norms;

    // Of a column of integers the first norm computes in double.
    internal SpanNormalizer(string inputColumnName, string outputColumnName, int? exampleLength, RowNormalizer<double>? integers,
        RowNormalizer<T>[] norms)
    {
        InputColumnName = inputColumnName;
        OutputColumnName = outputColumnName;
        ExampleLength = exampleLength;
        _integers = integers;
        _norms = norms;
    }

    /// <summary>The column whose values are given to <see cref="Normalize"/>: the one that the first of the norms reads.</summary>
    public string InputColumnName { get; }

    /// <summary>The column whose values <see cref="Normalize"/> gives.</summary>
    public string OutputColumnName { get; }

    /// <summary>The number of elements of an example; 1 for a column of numbers, null for a column of variable size.</summary>
    public int? ExampleLength { get; }

    /// <summary>Normalizes examples: of known length any number of them, one after the other; of variable size one.</summary>
    /// <param name="x">The input column's values, a multiple of <see cref="ExampleLength"/>; of a column of integers those that
    /// <typeparamref name="T"/> holds exactly, and <see cref="NormalizeIntegers"/> for others.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory, may not overlap partly.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap partly.</exception>
    /// <exception cref="InvalidOperationException">An example of variable size has a length that the norm does not take.</exception>
    public void Normalize(ReadOnlySpan<T> x, Span<T> destination)
    {
        if (!Check(x, ref destination, out int length))
        {
            return;
        }

        if (x.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException("destination overlaps x partly; accepted: the same memory, or other memory.", nameof(destination));
        }

        if (_integers is null && _norms.Length == 1)
        {
            _norms[0](x, destination);
            return;
        }

        for (int start = 0, count; start < x.Length; start += count)
        {
            count = Math.Min(Step(length), x.Length - start);
            ReadOnlySpan<T> examples = x.Slice(start, count);
            Span<T> results = destination.Slice(start, count);
            if (_integers is not null)
            {
                IntegerStep.Normalize(_integers, examples, results);
            }
            else
            {
                _norms[0](examples, results);
            }

            Finish(results);
        }
    }

    /// <summary>
    /// Normalizes examples of a column of integers, whose values need not be exact as <typeparamref name="T"/>: the mean is subtracted in double.
    /// </summary>
    /// <typeparam name="TInteger">The type that the integers come in; it need not be the column's own.</typeparam>
    /// <param name="x">The input column's values, a multiple of <see cref="ExampleLength"/>. Beyond 2^53 they are rounded to Double first.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; other memory.</param>
    /// <exception cref="ArgumentException">A length does not fit, the spans overlap, or the column is not one of integers.</exception>
    /// <exception cref="InvalidOperationException">An example of variable size has a length that the norm does not take.</exception>
    public void NormalizeIntegers<TInteger>(ReadOnlySpan<TInteger> x, Span<T> destination)
        where TInteger : unmanaged, IBinaryInteger<TInteger>
    {
        if (_integers is null)
        {
            throw new ArgumentException($"Column '{InputColumnName}' is not one of integers; accepted: its values as {typeof(T).Name}.", nameof(x));
        }

        if (!Check(x, ref destination, out int length))
        {
            return;
        }

        if (MemoryMarshal.AsBytes(x).Overlaps(MemoryMarshal.AsBytes(destination)))
        {
            throw new ArgumentException("destination overlaps x; accepted: other memory.", nameof(destination));
        }

        for (int start = 0, count; start < x.Length; start += count)
        {
            count = Math.Min(Step(length), x.Length - start);
            Span<T> results = destination.Slice(start, count);
            IntegerStep.Normalize(_integers, x.Slice(start, count), results);
            Finish(results);
        }
    }

    // The elements of as many whole examples as a block takes.
    private static int Step(int length) => Math.Max(1, CacheBlock / length) * length;

    // The norms after the first, in place.
    private void Finish(Span<T> examples)
    {
        foreach (RowNormalizer<T> norm in _norms.AsSpan(_integers is null ? 1 : 0))
        {
            norm(examples, examples);
        }
    }

    private bool Check<TItem>(ReadOnlySpan<TItem> x, ref Span<T> destination, out int length)
    {
        if (destination.Length < x.Length)
        {
            throw new ArgumentException($"destination has {destination.Length} elements; x has {x.Length}.", nameof(destination));
        }

        length = ExampleLength ?? x.Length;
        if (length > 0 && x.Length % length != 0)
        {
            throw new ArgumentException($"x has {x.Length} elements; accepted: a multiple of {length}, the size of '{InputColumnName}'.", nameof(x));
        }

        destination = destination[..x.Length];
        return !x.IsEmpty;
    }
}
