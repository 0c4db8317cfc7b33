using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The problems of the accuracy tests: every size, with the number of segments and the kind of gamma and beta changing along.</summary>
internal static class Sweep
{
    public static IEnumerable<(NormShape Shape, AffineKind Affine, int Seed)> Of(NormUnderTest norm)
    {
        foreach (int size in Depths.Sizes.Where(s => s >= norm.SmallestSize))
        {
            int kinds = Depths.Current == Depth.Deep ? AffineKinds.All.Count : size >= 4096 ? 2 : 1;
            for (int k = 0; k < kinds; k++)
            {
                yield return (norm.Shape(size, Segments(size)), AffineKinds.All[(size + k) % AffineKinds.All.Count], size + 7 * k);
            }
        }
    }

    /// <summary>Enough rows to use every path of a kernel that takes several at once, and more than a multiple of them.</summary>
    private static int Segments(int size) => size > 4096 ? 1 : size >= 384 ? 3 : size <= 64 ? 1 + size * 7 % 21 : 1 + size % 6;
}
