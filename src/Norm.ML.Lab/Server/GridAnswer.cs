using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Server;

/// <summary>A grid before and after, the part of it that the page shows, and one cell of it in detail.</summary>
internal static class GridAnswer
{
    private const int MostRows = 60, MostColumns = 40;

    public static object Of(QueryString query, LabTable? data)
    {
        Grid grid = Find(query, data);
        GridShape shape = grid.Shape;
        NormSettings settings = Settings(query, shape);
        Grid batch = grid.Batch(0, query.Whole("batch", shape.Examples, 1, shape.Examples));
        int rows = query.Whole("rows", 12, 1, MostRows), width = query.Whole("width", 12, 1, MostColumns);
        int top = Math.Min(query.Whole("top", 0, 0, int.MaxValue), Math.Max(0, shape.Rows - 1));
        int left = Math.Min(query.Whole("left", 0, 0, int.MaxValue), Math.Max(0, shape.Columns - 1));
        int row = query.Whole("row", Math.Min(top + 1, batch.Shape.Rows), 1, batch.Shape.Rows) - 1;
        int column = query.Whole("column", left + 1, 1, shape.Columns) - 1;

        GridResult result = GridNorm.Run(batch, settings);
        double[] input = grid == batch ? result.Input : GridNorm.Stored(grid, settings);
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
            Batch = batch.Shape.Examples,
            Window = new { Top = top, Left = left, Rows = Math.Min(rows, shape.Rows - top), Columns = Math.Min(width, shape.Columns - left) },
            RowNames = grid.RowNames.Skip(top).Take(rows),
            ColumnNames = grid.ColumnNames.Skip(left).Take(width),
            Padding = grid.Padding.Skip(top).Take(rows),
            Input = window.Select(i => input[i]),
            Output = result.Refusal is null ? window.Select(i => i < result.Output.Length ? result.Output[i] : (double?)null) : null,
            Rulers = window.Select(i => i < batch.Shape.Cells ? shape.SegmentOf(i, segment, settings.Groups) : (int?)null),
            Selected = new { Row = row, Column = column, Ruler = shape.SegmentOf(cell, segment, settings.Groups) },
            Matrix = shape.Cells <= MatrixText.MostCells && grid.Fitted is null ? MatrixText.Format(grid.Values, shape.Columns) : null,
            result.Refusal,
            Arithmetic = result.Refusal is null ? Arithmetic.Of(batch, settings, result, cell) : null,
            Judgement = result.Refusal is null ? Judgement.Of(batch, settings, result) : null,
            Families = FamilyDrift.Of(batch, settings),
            Survival = Survival.Of(batch, settings, row, column),
        };
    }

    /// <summary>A pasted text as an address keeps it.</summary>
    public static object Matrix(QueryString query)
    {
        double[][] rows = MatrixText.Parse(query.Text("text") ?? "");
        return new { Matrix = MatrixText.Format([.. rows.SelectMany(row => row)], rows[0].Length), Rows = rows.Length, Columns = rows[0].Length };
    }

    private static Grid Find(QueryString query, LabTable? data)
    {
        string id = query.Text("scenario") ?? Scenarios.All[0].Id;
        IReadOnlyList<string> columns = query.Texts("columns");
        string? matrix = query.Text("matrix");
        return id switch
        {
            UserGrid.Id when data is null => throw new ArgumentException("No file was given; 'norm-ml lab --data FILE' shows one."),
            UserGrid.Id when matrix is not null => throw new ArgumentException(
                $"matrix is given for a file; the numbers of a file are not changed here. 'scenario={TypedGrid.Id}' takes a matrix."),
            UserGrid.Id => UserGrid.Of(data, columns),
            TypedGrid.Id => TypedGrid.Of(null, matrix
                ?? throw new ArgumentException($"scenario is '{TypedGrid.Id}' and matrix is not given; paste a matrix.")),
            _ => matrix is null ? Scenarios.Named(id) : TypedGrid.Of(Scenarios.Named(id), matrix),
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
        Cancellation = query.Cancellation,
    };
}
