using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>
/// What makes a ruler a bad one: too few values, one that fills it, padding, no spread, an epsilon that is too large, a missing value.
/// </summary>
internal static class RulerChecks
{
    // Above it, epsilon takes more than half a hundredth of the spread.
    private const double EpsilonShare = 0.01;

    // Who makes a ruler this many times as large as it would be for the others presses them together. Two others are often close by chance.
    private const double FilledTimes = 4, FilledTimesOfThree = 10;

    // A file with many outliers is not told row by row.
    private const int MostNamed = 3;

    /// <summary>A sentence for each thing that is wrong.</summary>
    public static IEnumerable<string> Of(Grid grid, NormSettings settings, GridResult result)
    {
        NormDefinition norm = NormCatalog.Get(settings.Kind);
        if (result.Output.Any(double.IsNaN))
        {
            yield return "A value is missing: every result that is measured together with it is missing too.";
            yield break;
        }

        // Learned statistics are rulers from elsewhere: the batch cannot spoil them.
        if (norm.Fitted && settings.Statistics != BatchStatistics.Train)
        {
            yield break;
        }

        (double[] Input, double[] Output)[] rulers = ByRuler(grid.Shape, norm.Segment, settings.Groups, result);
        if (rulers[0].Input.Length == 2 && norm.SubtractsMean)
        {
            yield return "Two values share each ruler: the results are as far above 0 as below it, and only which one is larger is left.";
        }

        if (norm.Fitted && grid.Padding.Contains(true) && !settings.SkipPadding)
        {
            yield return $"{grid.Padding.Count(one => one)} of {grid.Padding.Count} rows are padding and are measured with the rest.";
        }

        foreach (string filled in Filled(grid, settings, norm, result))
        {
            yield return filled;
        }

        foreach (string spread in Spreads(norm, settings, rulers))
        {
            yield return spread;
        }
    }

    private static (double[] Input, double[] Output)[] ByRuler(GridShape shape, NormSegment segment, int groups, GridResult result) =>
    [
        .. Enumerable.Range(0, shape.Cells).GroupBy(cell => shape.SegmentOf(cell, segment, groups))
            .Select(ruler => (ruler.Select(cell => result.Input[cell]).ToArray(), ruler.Select(cell => result.Output[cell]).ToArray())),
    ];

    // Who fills a ruler: the one of those that it measures (examples of BatchNorm, channels of the others) without whom it would be much smaller.
    private static IEnumerable<string> Filled(Grid grid, NormSettings settings, NormDefinition norm, GridResult result)
    {
        GridShape shape = grid.Shape;
        bool across = norm.Segment == NormSegment.Channel;
        int parts = across ? shape.Examples : shape.Channels;
        Func<int, int> partOf = across ? shape.ExampleOf : shape.ChannelOf;
        var rulers = Enumerable.Range(0, shape.Cells).GroupBy(cell => shape.SegmentOf(cell, norm.Segment, settings.Groups))
            .Select(cells => (Kind: Kind(cells.Key), Fills: Largest([.. cells], parts, partOf, result.Input, norm, settings.Cancellation)))
            .ToArray();
        double enough = shape.Cells / rulers.Length == 3 ? FilledTimesOfThree : FilledTimes;

        // One row in many that one feature fills is not yet a bad norm; half of those that measure the same channels are.
        var filled = rulers.GroupBy(ruler => ruler.Kind)
            .SelectMany(kind => kind.Where(ruler => ruler.Fills.Times >= enough).GroupBy(ruler => ruler.Fills.Part)
                .Where(one => 2 * one.Count() >= kind.Count()).SelectMany(one => one))
            .GroupBy(ruler => ruler.Fills.Part).OrderByDescending(one => one.Count()).Take(MostNamed);
        foreach (var one in filled)
        {
            string name = across ? grid.RowNames[one.Key * (shape.Rows / shape.Examples)].Split(", ")[0]
                : shape.IsImage ? grid.RowNames[one.Key].Split(", ")[^1] : grid.ColumnNames[one.Key];
            string which = rulers.Length == 1 ? "the ruler" : $"{one.Count()} of {rulers.Length} rulers";
            double least = one.Min(ruler => ruler.Fills.Times);
            yield return $"{name} fills {which}: without it the {SizeOf(norm)} would be {(one.Count() > 1 ? "at least " : "")}"
                + $"{MessageText.Number(least)} times smaller. The others are pressed together.";
        }

        int Kind(int ruler) => norm.Segment switch
        {
            NormSegment.Channel => ruler,
            NormSegment.Group => ruler % settings.Groups,
            NormSegment.Instance => ruler % shape.Channels,
            _ => 0,
        };
    }

    private static (int Part, double Times) Largest(int[] cells, int parts, Func<int, int> partOf, double[] input, NormDefinition norm,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        double[] all = [.. cells.Select(cell => input[cell])];
        double middle = norm.SubtractsMean ? Measure.Of(all).Mean : 0;
        double[] squares = new double[parts];
        foreach (int cell in cells)
        {
            squares[partOf(cell)] += (input[cell] - middle) * (input[cell] - middle);
        }

        int largest = Array.IndexOf(squares, squares.Max());
        double[] others = [.. cells.Where(cell => partOf(cell) != largest).Select(cell => input[cell])];
        double without = others.Length > 0 ? Size(norm, others) : 0;

        // Others that are all equal have nothing to lose.
        return (largest, without > 0 ? Size(norm, all) / without : 0);
    }

    private static double Size(NormDefinition norm, double[] values) => norm.Divisor switch
    {
        NormDivisor.Deviation => Measure.Spread(values),
        NormDivisor.RootMeanSquare => Measure.RootMeanSquare(values),
        _ => Measure.RootMeanSquare(values) * Math.Sqrt(values.Length),
    };

    private static string SizeOf(NormDefinition norm) => norm.Divisor switch
    {
        NormDivisor.Deviation => "deviation",
        NormDivisor.RootMeanSquare => "root mean square",
        _ => "length",
    };

    private static IEnumerable<string> Spreads(NormDefinition norm, NormSettings settings, (double[] Input, double[] Output)[] rulers)
    {
        double[] sizes = Array.ConvertAll(rulers, ruler => norm.SubtractsMean
            ? Measure.Of(ruler.Input).Variance : Math.Pow(Measure.RootMeanSquare(ruler.Input), 2));
        int constant = sizes.Count(size => size == 0), faded = sizes.Count(size => size > 0 && settings.Epsilon > EpsilonShare * size);
        if (constant > 0)
        {
            yield return $"{constant} of {MessageText.Count(sizes.Length, "ruler")} {(constant == 1 ? "has" : "have")} no spread to divide by: "
                + "the result is 0 before beta.";
        }

        if (faded > 0)
        {
            yield return $"In {faded} of {MessageText.Count(sizes.Length, "ruler")} epsilon is more than 1 % of the "
                + $"{(norm.SubtractsMean ? "variance" : "mean square")}: those results come out smaller than a spread of 1.";
        }
    }
}
