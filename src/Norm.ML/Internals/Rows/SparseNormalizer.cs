namespace Norm.ML.Internals.Rows;

/// <summary>Normalizes the values of a sparse row where zeros stay zeros.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="length">The elements of the row.</param>
/// <param name="indices">Where the values lie.</param>
/// <param name="values">The values.</param>
/// <param name="destination">As many elements; other memory, or the same.</param>
/// <returns>Whether that was possible; false for a row whose zeros do not stay zeros, of which nothing was written.</returns>
internal delegate bool SparseNormalizer<T>(int length, ReadOnlySpan<int> indices, ReadOnlySpan<T> values, Span<T> destination);
