namespace Norm.ML.Internals;

/// <summary>Normalizes one example in place: what a norm is to a cursor.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
delegate void RowNormalizer<T>(Span<T> example);
