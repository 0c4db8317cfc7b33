namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>
/// How examples, channels and positions lie in a grid of rows and columns. The cells in reading order are the elements in memory.
/// <list type="bullet">
/// <item>A table <c>[examples, features]</c>: a row per example, a column per feature, which is a channel with one position.</item>
/// <item>Images <c>[examples, channels, positions]</c>: a row per example and channel, a column per position.</item>
/// <item>Sequences <c>[examples, positions, features]</c>: a row per example and position, a column per feature.</item>
/// </list>
/// </summary>
/// <param name="Examples">How many examples.</param>
/// <param name="Channels">Channels (features) of an example.</param>
/// <param name="Spatial">Positions of an example.</param>
/// <param name="Layout">Whether an example's channels or its positions come first.</param>
internal sealed record GridShape(int Examples, int Channels, int Spatial = 1, NormLayout Layout = NormLayout.ChannelsFirst)
{
    public bool IsSequence => Layout == NormLayout.ChannelsLast;

    public bool IsImage => !IsSequence && Spatial > 1;

    public int Columns => IsImage ? Spatial : Channels;

    public int Rows => Cells / Columns;

    public int Cells => Examples * Channels * Spatial;

    /// <summary>The normalized shape of LayerNorm, RMSNorm and UnitNorm: the features of an example or position, or a whole image.</summary>
    public int RowSize => IsImage ? Channels * Spatial : Channels;

    public int ExampleOf(int cell) => cell / (Channels * Spatial);

    public int ChannelOf(int cell) => IsSequence ? cell % Channels : cell / Spatial % Channels;

    /// <summary>Which ruler measures a cell: cells of one number share their mean and deviation.</summary>
    public int SegmentOf(int cell, NormSegment segment, int groups) => segment switch
    {
        NormSegment.Channel => ChannelOf(cell),
        NormSegment.Row => cell / RowSize,
        NormSegment.Group => ExampleOf(cell) * groups + ChannelOf(cell) / (Channels / groups),
        _ => ExampleOf(cell) * Channels + ChannelOf(cell),
    };
}
