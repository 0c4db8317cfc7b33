using Microsoft.ML;

namespace Norm.ML.Tool.Models;

/// <summary>A norm that can be chosen on the command line.</summary>
/// <param name="Name">What it is called there.</param>
/// <param name="Title">What it is called in messages.</param>
/// <param name="Description">What shares the statistics.</param>
/// <param name="FewestColumns">With fewer, its result says nothing.</param>
/// <param name="NeedsWholeRows">Whether a missing cell spoils its row.</param>
/// <param name="Create">Makes it, over a column of this name.</param>
internal sealed record NormChoice(
    string Name, string Title, string Description, int FewestColumns, bool NeedsWholeRows,
        Func<TransformsCatalog, string, IEstimator<ITransformer>> Create)
{
    /// <summary>How a BatchNorm normalizes; null for the defaults.</summary>
    public BatchNormOptions? Batch { get; init; }
}

/// <summary>A norm, and what models give with it.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="IsDouble">Whether the model gives Double; otherwise Single, which is all that ML.NET's trainers take.</param>
internal sealed record NormOutput(NormChoice Norm, bool IsDouble);

/// <summary>The norms that can be chosen, the default first.</summary>
internal static class NormChoices
{
    public static IReadOnlyList<NormChoice> All { get; } =
    [
        new("batch", "BatchNorm", "each column over all rows", 1, false, (transforms, column) => transforms.BatchNorm(column)),
        new("layer", "LayerNorm", "each row over its columns", 2, true, (transforms, column) => transforms.LayerNorm(column)),
        new("unit", "UnitNorm", "each row over its columns, to length 1", 2, true, (transforms, column) => transforms.UnitNorm(column)),
    ];

    public static NormChoice Named(string name) => All.First(norm => norm.Name == name);
}
