using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>
/// What makes a ruler a bad one: too few values, one that fills it, padding, no spread, an epsilon that is too large, a missing value.
/// </summary>
internal static class RulerChecks
{
    // Above it, epsilon takes more than half a hundredth of the spread.
    private const double EpsilonShare = 0.01;

    // Of the way from an equal part for each to all that one can have.
    private const double FilledShare = 0.75;

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

        if (Filled(grid, settings, norm, result) is { } filled)
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

    // Between an equal part for each and all that one can have. Of results that are centred, one cannot have all.
    private static string? Filled(Grid grid, NormSettings settings, NormDefinition norm, GridResult result)
    {
        GridShape shape = grid.Shape;
        bool across = norm.Segment == NormSegment.Channel;
        int parts = across ? shape.Examples : shape.Channels;
        if (parts < 3 || norm.Segment == NormSegment.Instance || (norm.Segment == NormSegment.Group && settings.Groups > 1) || settings.Gamma == 0)
        {
            return null;
        }

        double[] squares = new double[parts];
        for (int cell = 0; cell < shape.Cells; cell++)
        {
            double part = result.Output[cell] - (norm.HasBeta ? settings.Beta : 0);
            squares[across ? shape.ExampleOf(cell) : shape.ChannelOf(cell)] += part * part;
        }

        double most = squares.Max(), share = most / squares.Sum(), even = 1.0 / parts;
        if (!(share > even + FilledShare * ((norm.SubtractsMean ? 1 - even : 1) - even)))
        {
            return null;
        }

        int largest = Array.IndexOf(squares, most);
        string name = across ? grid.RowNames[largest * (shape.Rows / shape.Examples)]
            : shape.IsImage ? grid.RowNames[largest].Split(", ")[^1] : grid.ColumnNames[largest];
        return $"{name} holds {MessageText.Percent(share)} of all squares after the norm: it fills the ruler, and the others are pressed together.";
    }

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
