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
    /// <summary>What batch does to constant columns, by the names on the command line.</summary>
    public static IReadOnlyDictionary<string, ConstantChannels> Constants { get; } = new Dictionary<string, ConstantChannels>
    {
        ["center"] = ConstantChannels.CenterOnly,
        ["zero"] = ConstantChannels.Zero,
        ["epsilon"] = ConstantChannels.Epsilon,
    };

    public static IReadOnlyList<NormChoice> All { get; } =
    [
        new("batch", "BatchNorm", "each column over all rows", 1, false, (transforms, column) => transforms.BatchNorm(column)),
        new("layer", "LayerNorm", "each row over its columns", 2, true, (transforms, column) => transforms.LayerNorm(column)),
        new("rms", "RMSNorm", "each row by its root mean square", 1, true, (transforms, column) => transforms.RmsNorm(column)),
        new("group", "GroupNorm", "each row over groups of its columns", 2, true,
            (transforms, column) => transforms.GroupNorm(column, new GroupNormOptions { Groups = 1 })),
        new("instance", "InstanceNorm", "each row over the columns of each channel", 2, true,
            (transforms, column) => transforms.InstanceNorm(column, options: new InstanceNormOptions { Channels = 1 })),
        new("unit", "UnitNorm", "each row over its columns, to length 1", 2, true, (transforms, column) => transforms.UnitNorm(column)),
    ];

    /// <summary>A norm with options.</summary>
    /// <param name="name">What it is called on the command line.</param>
    /// <param name="epsilon">What is added to the variance; null for the norm's default.</param>
    /// <param name="constant">What batch does to constant columns; null for the default.</param>
    /// <param name="groups">The groups of group, the channels of instance.</param>
    public static NormChoice Of(string name, double? epsilon, string? constant, int? groups)
    {
        NormChoice norm = All.First(one => one.Name == name);
        double added = epsilon ?? new LayerNormOptions().Epsilon;
        var batch = new BatchNormOptions { Epsilon = epsilon ?? 0, Constant = Constants[constant ?? "center"] };
        return name switch
        {
            "batch" => norm with { Create = (transforms, column) => transforms.BatchNorm(column, options: batch), Batch = batch },
            "layer" => norm with { Create = (transforms, column) => transforms.LayerNorm(column, options: new() { Epsilon = added }) },
            "unit" => epsilon is null ? norm
                : norm with { Create = (transforms, column) => transforms.UnitNorm(column, options: new() { Epsilon = added }) },
            "rms" => norm with { Create = (transforms, column) => transforms.RmsNorm(column, options: new() { Epsilon = added }) },
            "group" => norm with
            {
                Create = (transforms, column) => transforms.GroupNorm(column,
                new() { Groups = groups!.Value, Channels = groups.Value, Epsilon = added })
            },
            _ => norm with
            {
                Create = (transforms, column) => transforms.InstanceNorm(column, options: new() { Channels = groups!.Value, Epsilon = added }),
            },
        };
    }
}
