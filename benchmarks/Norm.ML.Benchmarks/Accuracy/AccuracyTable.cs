using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>The worst errors of a norm: a row per pattern, over all shapes and parameters.</summary>
/// <param name="Work">The norm.</param>
/// <param name="Shapes">The shapes, in words.</param>
/// <param name="Rows">A row per pattern.</param>
internal sealed record AccuracyTable(Work Work, string Shapes, IReadOnlyList<AccuracyRow> Rows);

/// <summary>The worst errors on a pattern.</summary>
internal sealed record AccuracyRow(string Pattern, IReadOnlyDictionary<Contender, double> Errors);
