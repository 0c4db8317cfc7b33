using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>The same residual stack without a norm, with the norm before each block, and with the norm after it.</summary>
internal static class Stacks
{
    /// <summary>Deep enough to see where it goes.</summary>
    public const int Depth = 48;

    public static readonly int[] Depths = [2, 4, 8, 12, 16, 24, 32, 48, 64, 96];

    public static readonly (string Name, NormPlacement Placement)[] All = [("no norm", NormPlacement.None), ("pre-norm", NormPlacement.PreNorm),
        ("post-norm", NormPlacement.PostNorm)];

    public static IReadOnlyList<StackLayer> Run(NormPlacement placement, int seed, int depth = Depth) =>
        ResidualStack.Run(new StackSettings(placement, depth, Seed: seed));

    public static Series[] Lines(int seed, Func<StackLayer, double> value) =>
        [.. All.Select((stack, i) => new Series(stack.Name, i + 1,
        [.. Run(stack.Placement, seed).Select(layer => new Point(layer.Layer, value(layer)))]))];
}
