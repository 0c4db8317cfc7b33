using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// The problems of the published table: few sizes, usual gammas and betas, everything that a PyTorch user could have too.
/// Our kernels and PyTorch get the same bits in float.
/// </summary>
internal static class TableCases
{
    private static readonly int[] Sizes = [4, 8, 16, 64, 100, 256, 768, 1024, 4096, 65536];
    private static readonly AffineKind[] Affines = [AffineKind.None, AffineKind.Random, AffineKind.GammaOnly, AffineKind.LargeBeta];

    /// <summary>The norms as they stand in the table; channels-last layouts and 1 + gamma compute the same.</summary>
    public static IReadOnlyList<NormUnderTest> TableNorms { get; } =
        [.. ((string[])["LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm", "BatchNorm"]).Select(Norms.Get)];

    /// <summary>The problems for gradients: all but those of 65536 elements, of which those of 4096 differ in nothing.</summary>
    public static IEnumerable<(string Id, Problem<T> Problem)> WithGradients<T>(NormUnderTest norm, Pattern pattern) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Of<T>(norm, pattern).Where(c => c.Problem.Geometry.Segments[0].Length <= 4096);

    public static IEnumerable<(string Id, Problem<T> Problem)> Of<T>(NormUnderTest norm, Pattern pattern) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int id = 0;
        foreach (int size in Sizes)
        {
            foreach (AffineKind affine in Affines)
            {
                NormShape shape = norm.Shape(size, size > 4096 ? 1 : size > 100 ? 4 : 12);
                yield return ($"{id++}", Problems.Make<T>(norm, shape, pattern, affine, 1000 + size));
            }
        }
    }
}
