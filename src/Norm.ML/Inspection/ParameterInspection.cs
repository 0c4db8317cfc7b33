namespace Norm.ML.Inspection;

/// <summary>What gamma or beta of a norm holds.</summary>
/// <param name="Count">How many elements it was given; 0 where it was not given and stands for its default.</param>
/// <param name="IsDefault">Whether it does nothing: gamma 1 and beta 0, or not given.</param>
/// <param name="Min">The least element.</param>
/// <param name="Max">The greatest element.</param>
public sealed record ParameterInspection(int Count, bool IsDefault, double Min, double Max)
{
    internal static ParameterInspection Of(IReadOnlyList<double>? values, double neutral) => values is { Count: > 0 }
        ? new(values.Count, values.All(value => value == neutral), values.Min(), values.Max())
        : new(0, true, neutral, neutral);
}
