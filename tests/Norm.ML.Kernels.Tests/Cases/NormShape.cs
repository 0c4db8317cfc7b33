namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>The dimensions of one call.</summary>
internal sealed record NormShape(int Examples, int Groups, int Channels, int Spatial, NormLayout Layout, Geometry Geometry)
{
    /// <summary>Rows of LayerNorm and RMSNorm.</summary>
    public static NormShape Rows(int rows, int size) => new(rows, 1, size, 1, NormLayout.ChannelsFirst, Geometry.Rows(rows, size));

    public static NormShape Grouped(int examples, int groups, int channels, int spatial, NormLayout layout) =>
        new(examples, groups, channels, spatial, layout, Geometry.Groups(examples, groups, channels, spatial, layout));

    public static NormShape Batch(int examples, int channels, int spatial, NormLayout layout) =>
        new(examples, 1, channels, spatial, layout, Geometry.Channels(examples, channels, spatial, layout));
}
