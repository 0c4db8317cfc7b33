namespace Norm.ML.Benchmarks.Catalogue;

/// <summary>All comparisons: the one list that every mode and every report enumerates.</summary>
internal static class Comparisons
{
    /// <summary>Sizes of rows in cache: tiny, whole and ragged vectors, and what models use.</summary>
    public static IReadOnlyList<int> RowSizes { get; } = [4, 8, 16, 20, 32, 50, 64, 100, 128, 256, 300, 384, 512, 768, 1024, 2048, 4096];

    private static readonly int[] LargeRowSizes = [64, 256, 768, 1024];
    private static readonly int[] DoubleRowSizes = [4, 8, 16, 32, 64, 128];

    /// <summary>Sizes of rows in a call each.</summary>
    public static IReadOnlyList<int> SingleRowSizes { get; } = [4, 8, 16, 64, 256, 768, 4096];

    private static readonly int[] ChannelCounts = [8, 16, 64, 128, 768];

    public static IReadOnlyList<Comparison> All { get; } =
    [
        .. RowSizes.Select(size => new Comparison(Work.LayerNorm, size, Place.InCache)),
        .. LargeRowSizes.Select(size => new Comparison(Work.LayerNorm, size, Place.OutOfCache)),
        .. RowSizes.Select(size => new Comparison(Work.RmsNorm, size, Place.InCache)),
        .. LargeRowSizes.Select(size => new Comparison(Work.RmsNorm, size, Place.OutOfCache)),
        .. from work in new[] { Work.LayerNormDouble, Work.RmsNormDouble } from size in DoubleRowSizes select new Comparison(work, size,
            Place.InCache),
        .. ChannelCounts.Select(channels => new Comparison(Work.BatchNorm, channels, Place.InCache)),
        new(Work.BatchNorm, 16, Place.InCache, Spatial: 28 * 28),
        .. LargeRowSizes.Select(channels => new Comparison(Work.BatchNorm, channels, Place.OutOfCache)),
        .. ChannelCounts.Select(channels => new Comparison(Work.BatchStatistics, channels, Place.InCache)),
        .. ChannelCounts.Select(channels => new Comparison(Work.BatchStatistics, channels, Place.OutOfCache)),
        .. from work in new[] { Work.LayerNorm, Work.RmsNorm, Work.BatchNorm } from size in SingleRowSizes select new Comparison(work, size,
            Place.RowByRow),
        new(Work.GroupNorm, 16, Place.InCache, Spatial: 28 * 28, Groups: 4),
        new(Work.GroupNorm, 64, Place.OutOfCache, Spatial: 56 * 56, Groups: 32),
        new(Work.InstanceNorm, 16, Place.InCache, Spatial: 28 * 28),
        new(Work.InstanceNorm, 64, Place.OutOfCache, Spatial: 56 * 56),
    ];

    public static IEnumerable<Comparison> Of(Work work, Place place) => All.Where(comparison => comparison.Work == work && comparison.Place == place);
}
