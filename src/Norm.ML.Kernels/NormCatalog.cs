namespace Norm.ML;

/// <summary>
/// The table of norms: the only place that defines what each norm is. The library and the source generator both compile this file.
/// Tests check two identities: without gamma and beta, GroupNorm with one group is LayerNorm, and GroupNorm with one group per
/// channel is InstanceNorm.
/// </summary>
public static class NormCatalog
{
    private static readonly NormDefinition[] Rows =
    {
        //  kind                   name            statistics over       mean   fitted  affine per              beta
        new(NormKind.BatchNorm,    "BatchNorm",    NormSegment.Channel,  true,    true,   NormAffine.PerChannel,  true),
        new(NormKind.LayerNorm,    "LayerNorm",    NormSegment.Row,      true,    false,  NormAffine.PerElement,  true),
        new(NormKind.RmsNorm,      "RMSNorm",      NormSegment.Row,      false,   false,  NormAffine.PerElement,  false),
        new(NormKind.GroupNorm,    "GroupNorm",    NormSegment.Group,    true,    false,  NormAffine.PerChannel,  true),
        new(NormKind.InstanceNorm, "InstanceNorm", NormSegment.Instance, true,    false,  NormAffine.PerChannel,  true),
    };

    /// <summary>All norms, in the order of <see cref="NormKind"/>.</summary>
    public static System.Collections.Generic.IReadOnlyList<NormDefinition> All => Rows;

    /// <summary>The row of one norm.</summary>
    /// <param name="kind">The norm to look up.</param>
    /// <exception cref="System.ArgumentOutOfRangeException"><paramref name="kind"/> is not one of the five.</exception>
    public static NormDefinition Get(NormKind kind)
    {
        if ((uint)kind >= (uint)Rows.Length)
            throw new System.ArgumentOutOfRangeException(nameof(kind), kind, $"There are {Rows.Length} norms; {(int)kind} is not one of them.");
        return Rows[(int)kind];
    }
}
