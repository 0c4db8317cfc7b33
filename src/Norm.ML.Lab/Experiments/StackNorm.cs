using Norm.ML.Internals.Norms;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Experiments;

/// <summary>The norm of a residual stack: rows of features without gamma and beta, forward and backward.</summary>
internal static class StackNorm
{
    /// <summary>Groups of GroupNorm.</summary>
    public const int Groups = 4;

    /// <summary>The norms that make sense there: a row of features has no positions, so InstanceNorm would measure single values.</summary>
    public static readonly IReadOnlyList<NormKind> Kinds =
    [
        .. NormCatalog.All.Where(norm => norm.Segment != NormSegment.Instance)
            .OrderBy(norm => Array.IndexOf([NormSegment.Row, NormSegment.Group], norm.Segment) is var place and >= 0 ? place : int.MaxValue)
            .Select(norm => norm.Kind),
    ];

    /// <summary>Refuses a norm that makes no sense.</summary>
    /// <exception cref="ArgumentException">It is not one of <see cref="Kinds"/>.</exception>
    public static void Check(NormKind norm)
    {
        if (!Kinds.Contains(norm))
        {
            string why = NormCatalog.Get(norm).Segment == NormSegment.Instance ? ", which needs several positions per channel" : "";
            throw new ArgumentException($"norm is {NormCatalog.Get(norm)}{why}; "
                + $"{string.Join(", ", Kinds.Select(kind => NormCatalog.Get(kind).DisplayName))} are possible.");
        }
    }

    /// <summary>The norm of rows of <paramref name="size"/> features; BatchNorm measures each feature over all rows.</summary>
    public static double[] Forward(NormKind norm, double[] x, int size)
    {
        double[] y = new double[x.Length];
        NormMethods.Of(norm).Normalize<double>(x, new NormSizes(size, size, 1, Groups), default, default, y, NormCatalog.Get(norm).DefaultEpsilon);
        return y;
    }

    /// <summary>What the norm of a sum leaves of one part of it: the part, divided by what the sum is divided by.</summary>
    public static double[] Carry(NormKind norm, double[] part, double[] sum, int size)
    {
        var grid = new Grid
        {
            Id = "stream",
            Title = "",
            Story = "",
            Shape = new GridShape(sum.Length / size, size),
            RowNames = [],
            ColumnNames = [],
            Values = sum,
        };
        GridResult result = GridNorm.Run(grid, new NormSettings { Kind = norm, Groups = Groups });
        NormSegment segment = NormCatalog.Get(norm).Segment;
        return [.. part.Select((value, i) => value * result.InverseDeviation[grid.Shape.SegmentOf(i, segment, Groups)])];
    }

    /// <summary>The gradient of the input of <see cref="Forward"/>.</summary>
    public static double[] Backward(NormKind norm, double[] dy, double[] x, int size)
    {
        double[] dx = new double[x.Length];
        NormMethods.Of(norm).Backward<double>(dy, x, new NormSizes(size, size, 1, Groups), dx, NormCatalog.Get(norm).DefaultEpsilon);
        return dx;
    }
}
