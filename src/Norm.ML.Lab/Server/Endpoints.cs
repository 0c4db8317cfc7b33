using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Server;

/// <summary>What the page can ask for, by name: one line per view.</summary>
internal static class Endpoints
{
    private const double GreatestEpsilon = 1, GreatestValue = 1e12;

    private const int WobbleDraws = 100;

    public static IReadOnlyDictionary<string, Func<QueryString, object>> For(LabTable? data) => new Dictionary<string, Func<QueryString, object>>
    {
        ["about"] = _ => About.Of(data),
        ["grid"] = query => GridAnswer.Of(query, data),
        ["matrix"] = GridAnswer.Matrix,
        ["batch"] = Batch,
        ["running"] = Running,
        ["epsilon"] = Epsilon,
        ["affine"] = Affine,
        ["precision"] = Precision,
        ["centring"] = _ => CentringEffect.Sweep(),
        ["depth"] = Depth,
        ["tanh"] = Tanh,
    };

    private static object Batch(QueryString query)
    {
        int size = query.Whole("size", 8, 1, 256), draw = query.Whole("draw", 1, 1, WobbleDraws), seed = query.Whole("seed", 42, 0, int.MaxValue);
        WobbleResult result = BatchWobble.Run(size, WobbleDraws, seed);
        return new
        {
            Population.Features,
            Example = Population.FixedExample,
            Batch = result.Batches[draw - 1],
            result.Refusal,
            result.Outputs,
            result.Spread,
            result.Least,
            result.Greatest,
            LayerNorm = BatchWobble.WithLayerNorm(),
            BySize = BatchWobble.Sweep(256, WobbleDraws, seed),
        };
    }

    private static object Running(QueryString query) => new
    {
        Points = RunningConvergence.Run(
            query.Number("momentum", 0.1, 0, 1), query.Whole("size", 8, 2, 256), query.Whole("batches", 100, 1, 400),
            query.Whole("seed", 42, 0, int.MaxValue)),
        RunningConvergence.TrueMean,
        RunningConvergence.TrueVariance,
    };

    private static object Epsilon(QueryString query)
    {
        double centre = query.Number("centre", 5, -GreatestValue, GreatestValue), distance = query.Number("distance", 1e-8, 0, GreatestValue);
        double epsilon = query.Number("epsilon", 1e-5, 0, GreatestEpsilon);
        return new
        {
            Float = EpsilonEffect.Run(ElementType.Float, centre, distance, epsilon),
            Double = EpsilonEffect.Run(ElementType.Double, centre, distance, epsilon),
            Sweep = EpsilonEffect.Sweep(centre, distance),
        };
    }

    private static object Affine(QueryString query)
    {
        Grid grid = Scenarios.Named("plain");
        return new
        {
            grid.RowNames,
            grid.ColumnNames,
            Input = grid.Values,
            Result = AffineUndo.Run(
                query.Choice("norm", NormKind.BatchNorm), grid.Values, grid.Shape.Columns, query.Number("gamma", 0, 0, 1),
                query.Number("beta", 0, 0, 1),
                query.Whole("row", 1, 1, grid.Shape.Rows) - 1),
        };
    }

    private static object Precision(QueryString query)
    {
        double mean = query.Number("mean", 10000, 0, GreatestValue), spread = query.Number("spread", 1, 1e-6, GreatestValue);
        double epsilon = query.Number("epsilon", 1e-5, 0, GreatestEpsilon);
        return new { At = NaiveFormula.Run(mean, spread, epsilon), Sweep = NaiveFormula.Sweep(spread, epsilon) };
    }

    private static object Tanh(QueryString query)
    {
        Grid grid = Scenarios.Named(query.Text("scenario") ?? "epochs");
        TanhComparison compared = DynamicTanh.Compare(
            grid, query.Choice("norm", NormKind.LayerNorm), query.Number("alpha", DynamicTanh.StartAlpha, 1e-6, 1e6),
            query.Number("factor", 1, 1e-6, 1e6));
        return new { grid.RowNames, grid.ColumnNames, Row = grid.Shape.RowSize, Compared = compared };
    }

    private sealed record Stack(NormPlacement Placement, IReadOnlyList<StackLayer> Layers);

    private static object Depth(QueryString query)
    {
        int layers = query.Whole("layers", 24, StackSettings.FewestLayers, StackSettings.MostLayers), seed = query.Whole("seed", 42, 0, int.MaxValue);
        NormKind norm = query.Choice("norm", NormKind.LayerNorm);
        Stack[] stacks = [.. Enum.GetValues<NormPlacement>().Select(placement =>
        {
            query.Cancellation.ThrowIfCancellationRequested();
            return new Stack(placement, ResidualStack.Run(new StackSettings(placement, layers, norm, seed)));
        })];
        return new { Stacks = stacks, Said = StackReading.Of(stacks[0].Layers, stacks[1].Layers, stacks[2].Layers) };
    }
}
