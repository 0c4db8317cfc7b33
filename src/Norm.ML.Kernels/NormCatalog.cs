using static Norm.ML.NormDivisor;

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
        //  kind                   name            statistics over       mean  fitted affine per            beta   divisor         epsilon
        new(NormKind.BatchNorm,    "BatchNorm",    NormSegment.Channel,  true,  true,  NormAffine.PerChannel, true,  Deviation,      1e-5),
        new(NormKind.LayerNorm,    "LayerNorm",    NormSegment.Row,      true,  false, NormAffine.PerElement, true,  Deviation,      1e-5),
        new(NormKind.RmsNorm,      "RMSNorm",      NormSegment.Row,      false, false, NormAffine.PerElement, false, RootMeanSquare, 1e-5),
        new(NormKind.GroupNorm,    "GroupNorm",    NormSegment.Group,    true,  false, NormAffine.PerChannel, true,  Deviation,      1e-5),
        new(NormKind.InstanceNorm, "InstanceNorm", NormSegment.Instance, true,  false, NormAffine.PerChannel, true,  Deviation,      1e-5),
        new(NormKind.UnitNorm,     "UnitNorm",     NormSegment.Row,      false, false, NormAffine.None,       false, Length,        1e-12),
    };

    /// <summary>All norms, in the order of <see cref="NormKind"/>.</summary>
    public static System.Collections.Generic.IReadOnlyList<NormDefinition> All => Rows;

    /// <summary>The row of one norm.</summary>
    /// <param name="kind">The norm to look up.</param>
    /// <exception cref="System.ArgumentOutOfRangeException"><paramref name="kind"/> is not one of them.</exception>
    public static NormDefinition Get(NormKind kind)
    {
        if ((uint)kind >= (uint)Rows.Length)
        {
            throw new System.ArgumentOutOfRangeException(nameof(kind), kind, $"There are {Rows.Length} norms; {(int)kind} is not one of them.");
        }

        return Rows[(int)kind];
    }
}
