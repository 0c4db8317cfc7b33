using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Tests.Experiments;

/// <summary>Who shares the ruler, counted by hand.</summary>
public sealed class GridShapeTests
{
    private static readonly GridShape Table = new(2, 4), Image = new(2, 4, 2), Sequence = new(2, 4, 2, NormLayout.ChannelsLast);

    [Fact]
    public void In_a_table()
    {
        Assert.Equal("0123 0123", Rulers(Table, NormSegment.Channel));
        Assert.Equal("0000 1111", Rulers(Table, NormSegment.Row));
        Assert.Equal("0011 2233", Rulers(Table, NormSegment.Group));
        Assert.Equal("0123 4567", Rulers(Table, NormSegment.Instance));
    }

    [Fact]
    public void In_images()
    {
        Assert.Equal("00 11 22 33 00 11 22 33", Rulers(Image, NormSegment.Channel));
        Assert.Equal("00 00 00 00 11 11 11 11", Rulers(Image, NormSegment.Row));
        Assert.Equal("00 00 11 11 22 22 33 33", Rulers(Image, NormSegment.Group));
        Assert.Equal("00 11 22 33 44 55 66 77", Rulers(Image, NormSegment.Instance));
    }

    [Fact]
    public void In_sequences()
    {
        Assert.Equal("0123 0123 0123 0123", Rulers(Sequence, NormSegment.Channel));
        Assert.Equal("0000 1111 2222 3333", Rulers(Sequence, NormSegment.Row));
        Assert.Equal("0011 0011 2233 2233", Rulers(Sequence, NormSegment.Group));
        Assert.Equal("0123 0123 4567 4567", Rulers(Sequence, NormSegment.Instance));
    }

    // A row of the grid per word, two groups.
    private static string Rulers(GridShape shape, NormSegment segment) => string.Join(' ', Enumerable.Range(0, shape.Rows)
        .Select(row => string.Concat(Enumerable.Range(0, shape.Columns)
        .Select(column => shape.SegmentOf(row * shape.Columns + column, segment, 2)))));

    [Fact]
    public void The_scenarios_are_whole()
    {
        Assert.Equal(12, Scenarios.All.Count);
        Assert.All(Scenarios.All, grid =>
        {
            Assert.Equal(grid.Shape.Cells, grid.Values.Length);
            Assert.Equal((grid.Shape.Rows, grid.Shape.Columns), (grid.RowNames.Count, grid.ColumnNames.Count));
            Assert.Contains(grid.Padding.Count, new[] { 0, grid.Shape.Rows });
        });
    }
}
