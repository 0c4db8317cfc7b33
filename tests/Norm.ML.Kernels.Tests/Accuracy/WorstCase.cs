using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The worst error of a sweep and the case it came from.</summary>
internal sealed class WorstCase
{
    public ErrorPair Error { get; private set; }

    public string Where { get; private set; } = "";

    public void Add(ErrorPair error, NormShape shape, AffineKind affine)
    {
        if (error.Normal > Error.Normal || error.Tiny > Error.Tiny)
        {
            int length = shape.Geometry.Segments[0].Length;
            Where += $"; {error.Normal:g4} ({error.Tiny:g4} if tiny) at {shape.Geometry.Segments.Length} segments of "
                + $"{length}, gamma and beta {affine}";
        }
        Error = Error.Worse(error);
    }
}
