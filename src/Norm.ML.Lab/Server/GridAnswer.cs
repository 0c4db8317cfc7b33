using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Server;

/// <summary>A grid before and after, the part of it that the page shows, and one cell of it in detail.</summary>
internal static class GridAnswer
{
    private const int MostRows = 60, MostColumns = 40;

    public static object Of(QueryString query, LabTable? data)
    {
        string id = query.Text("scenario") ?? Scenarios.All[0].Id;
        IReadOnlyList<string> columns = query.Texts("columns");
        Grid grid = id != UserGrid.Id ? Scenarios.Named(id)
            : data is not null ? UserGrid.Of(data, columns)
            : throw new ArgumentException("There is no file; 'norm-ml lab --data FILE' shows one.");
        GridShape shape = grid.Shape;
        NormSettings settings = Settings(query, shape);
        int rows = query.Whole("rows", 12, 1, MostRows), width = query.Whole("width", 12, 1, MostColumns);
        int top = Math.Min(query.Whole("top", 0, 0, int.MaxValue), Math.Max(0, shape.Rows - 1));
        int left = Math.Min(query.Whole("left", 0, 0, int.MaxValue), Math.Max(0, shape.Columns - 1));
        int row = query.Whole("row", top + 1, 1, shape.Rows) - 1, column = query.Whole("column", left + 1, 1, shape.Columns) - 1;

        GridResult result = GridNorm.Run(grid, settings);
        int[] window = [.. from r in Enumerable.Range(top, Math.Min(rows, shape.Rows - top))
                           from c in Enumerable.Range(left, Math.Min(width, shape.Columns - left))
                           select r * shape.Columns + c];
        NormSegment segment = NormCatalog.Get(settings.Kind).Segment;
        int cell = row * shape.Columns + column;
        return new
        {
            grid.Title,
            grid.Story,
            grid.Remark,
            Shape = new
            {
                shape.Examples,
                shape.Channels,
                shape.Spatial,
                shape.Layout,
                shape.Rows,
                shape.Columns,
                shape.IsImage,
                shape.IsSequence,
                HasFitted = grid.Fitted is not null
            },
            Window = new { Top = top, Left = left, Rows = Math.Min(rows, shape.Rows - top), Columns = Math.Min(width, shape.Columns - left) },
            RowNames = grid.RowNames.Skip(top).Take(rows),
            ColumnNames = grid.ColumnNames.Skip(left).Take(width),
            Padding = grid.Padding.Skip(top).Take(rows),
            Input = window.Select(i => result.Input[i]),
            Output = result.Refusal is null ? window.Select(i => result.Output[i]) : null,
            Rulers = window.Select(i => shape.SegmentOf(i, segment, settings.Groups)),
            Selected = new { Row = row, Column = column, Ruler = shape.SegmentOf(cell, segment, settings.Groups) },
            result.Refusal,
            Arithmetic = result.Refusal is null ? Arithmetic.Of(grid, settings, result, cell) : null,
            Survival = Survival.Of(grid, settings, row, column),
        };
    }

    private static NormSettings Settings(QueryString query, GridShape shape) => new()
    {
        Kind = query.Choice("norm", NormKind.LayerNorm),
        Groups = query.Whole("groups", shape.Channels % 2 == 0 ? 2 : 1, 1, shape.Channels),
        Epsilon = query.Number("epsilon", 1e-5, 0, 1),
        Gamma = query.Number("gamma", 1, -1000, 1000),
        Beta = query.Number("beta", 0, -1000, 1000),
        Element = query.Choice("element", ElementType.Double),
        Statistics = query.Choice("statistics", BatchStatistics.Train),
        Momentum = query.Number("momentum", 0.1, 0, 1),
        Steps = query.Whole("steps", 10, 0, 1000),
        SkipPadding = query.Flag("skipPadding"),
    };
}
