namespace Norm.ML.Truth;

/// <summary>The norms that the program knows.</summary>
internal enum NormName
{
    LayerNorm,
    RmsNorm,
    GroupNorm,
    InstanceNorm,
    BatchNorm,
    UnitNorm,
}

/// <summary>
/// The data of one call. x is <c>[Rows, Channels, Spatial]</c>; LayerNorm, RmsNorm and UnitNorm normalize rows of Channels, with Spatial 1; GroupNorm
/// has <see cref="Groups"/> groups of channels; BatchNorm takes the statistics of the batch.
/// </summary>
internal sealed record Problem(NormName Norm, int Rows, int Channels, int Spatial, int Groups, double Epsilon, float[] X, float[] Gamma, float[] Beta)
{
    public bool SubtractsMean => Norm is not (NormName.RmsNorm or NormName.UnitNorm);

    /// <summary>The number of segments: elements that share a mean and a deviation.</summary>
    public int Segments =>
        Norm switch { NormName.BatchNorm => Channels, NormName.GroupNorm => Rows * Groups, NormName.InstanceNorm => Rows * Channels, _ => Rows };

    public int Length => X.Length / Segments;

    /// <summary>Where element i of a segment lies, and which gamma and beta it has.</summary>
    public (int At, int Affine) Place(int segment, int i)
    {
        int at = Norm == NormName.BatchNorm ? (i / Spatial * Channels + segment) * Spatial + i % Spatial : segment * Length + i;
        return (at, at / Spatial % Channels);
    }

    public float GammaOf(int affine) => Gamma.Length == 0 ? 1 : Gamma[affine];

    public float BetaOf(int affine) => Beta.Length == 0 ? 0 : Beta[affine];

    public Segment Truth(int segment)
    {
        float[] x = new float[Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = X[Place(segment, i).At];
        }

        return new(x, SubtractsMean, Norm == NormName.UnitNorm, Epsilon);
    }
}
