namespace Norm.ML.Internals.Rows;

/// <summary>
/// Normalizes examples, one after the other, of a column of known size; of variable size one: what a norm is to a cursor. Reads <paramref
/// name="x"/>, which may be the source's own memory, and writes the destination.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="x">The elements of the examples.</param>
/// <param name="destination">As many elements; other memory, or the same.</param>
internal delegate void RowNormalizer<T>(ReadOnlySpan<T> x, Span<T> destination);
