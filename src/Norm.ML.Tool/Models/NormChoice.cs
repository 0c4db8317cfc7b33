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
        Batch(new BatchNormOptions()),
        .. Rows.Select(norm => norm.Choice(null, 1)),
    ];

    // Every norm of the catalog that is not fitted.
    private static RowChoice[] Rows =>
    [
        new(NormKind.LayerNorm, "layer", "each row over its columns", 2, (epsilon, _) => new LayerNormOptions { Epsilon = epsilon }),
        new(NormKind.RmsNorm, "rms", "each row by its root mean square", 1, (epsilon, _) => new RmsNormOptions { Epsilon = epsilon }),
        new(NormKind.GroupNorm, "group", "each row over groups of its columns", 2,
            (epsilon, groups) => new GroupNormOptions { Epsilon = epsilon, Groups = groups, Channels = groups }),
        new(NormKind.InstanceNorm, "instance", "each row over the columns of each channel", 2,
            (epsilon, channels) => new InstanceNormOptions { Epsilon = epsilon, Channels = channels }),
        new(NormKind.UnitNorm, "unit", "each row over its columns, to length 1", 2, (epsilon, _) => new UnitNormOptions { Epsilon = epsilon }),
    ];

    /// <summary>A norm with options.</summary>
    /// <param name="name">What it is called on the command line.</param>
    /// <param name="epsilon">What is added to the variance; null for the norm's default.</param>
    /// <param name="constant">What batch does to constant columns; null for the default.</param>
    /// <param name="groups">The groups of group, the channels of instance.</param>
    public static NormChoice Of(string name, double? epsilon, string? constant, int? groups) =>
        Array.Find(Rows, norm => norm.Name == name) is { } row
            ? row.Choice(epsilon, groups ?? 1)
            : Batch(new BatchNormOptions { Epsilon = epsilon ?? 0, Constant = Constants[constant ?? "center"] });

    private static NormChoice Batch(BatchNormOptions options) =>
        new("batch", NormCatalog.Get(NormKind.BatchNorm).DisplayName, "each column over all rows", 1, false,
            (transforms, column) => transforms.BatchNorm(column, options: options))
        { Batch = options };

    private sealed record RowChoice(NormKind Kind, string Name, string Description, int FewestColumns, Func<double, int, RowNormOptions> Options)
    {
        public NormChoice Choice(double? epsilon, int groups)
        {
            NormDefinition norm = NormCatalog.Get(Kind);
            RowNormOptions options = Options(epsilon ?? norm.DefaultEpsilon, groups);
            return new(Name, norm.DisplayName, Description, FewestColumns, true, (transforms, column) => transforms.RowNorm(column, null, options));
        }
    }
}
