using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>The shapes on which accuracy is measured.</summary>
internal static class AccuracyCatalogue
{
    public static IReadOnlyList<Comparison> All { get; } =
    [
        .. Rows(Work.LayerNorm),
        .. Rows(Work.RmsNorm),
        new(Work.BatchNorm, 16, Place.InCache, Count: 1000),
        new(Work.BatchStatistics, 16, Place.InCache, Count: 1000),
        new(Work.BatchStatistics, 16, Place.InCache, Count: 100_000),
        new(Work.GroupNorm, 8, Place.InCache, Spatial: 49, Groups: 2, Count: 8),
        new(Work.GroupNorm, 8, Place.InCache, Spatial: 784, Groups: 2, Count: 4),
        new(Work.InstanceNorm, 4, Place.InCache, Spatial: 49, Count: 8),
        new(Work.InstanceNorm, 4, Place.InCache, Spatial: 784, Count: 4),
    ];

    private static IEnumerable<Comparison> Rows(Work work) =>
        [.. new[] { 4, 8, 50, 64, 100, 768, 4096 }.Select(size => new Comparison(work, size, Place.InCache, Count: Math.Max(8, 4096 / size))),
        new(work, 65536, Place.InCache, Count: 2)];
}
