using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Server;

/// <summary>What there is to choose from: the catalog's norms, the scenarios, and the user's columns.</summary>
internal static class About
{
    public static object Of(LabTable? data) => new
    {
        Norms = NormCatalog.All.Select(norm => new
        {
            norm.Kind,
            Name = norm.DisplayName,
            norm.Segment,
            Centres = norm.SubtractsMean,
            norm.Fitted,
            norm.Affine,
            norm.HasGamma,
            norm.HasBeta,
            norm.Divisor
        }),
        StackNorms = StackNorm.Kinds,
        Own = TypedGrid.Id,
        Scenarios = Scenarios.All.Select(grid => new { grid.Id, grid.Title, grid.Story }),
        Data = data is null ? null : new
        {
            Id = UserGrid.Id,
            data.Name,
            Rows = data.RowCount,
            Held = data.Lines.Count,
            Columns = data.Columns.Select(column => new { column.Name, Numeric = column.Numeric is not null }),
        },
    };
}
