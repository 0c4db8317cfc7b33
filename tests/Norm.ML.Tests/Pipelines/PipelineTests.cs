using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Pipelines;

/// <summary>
/// Random data and random pipelines: every way of reading gives one set of values. <c>NORM_ML_PIPELINES=20000</c> runs as many as are asked for, of
/// another seed (<c>NORM_ML_PIPELINES_SEED</c>), and <c>NORM_ML_PIPELINES_OUT</c> names a file for what was found.
/// </summary>
public sealed class PipelineTests
{
    private const int CasesInCI = 150;

    private readonly Dictionary<string, long> _done = [];

    [Fact]
    public void Every_way_through_a_random_pipeline_gives_the_same_values()
    {
        int cases = Number("NORM_ML_PIPELINES") ?? CasesInCI;
        ulong seed = (ulong)(Number("NORM_ML_PIPELINES_SEED") ?? 20261130);
        var watch = Stopwatch.StartNew();
        Config config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true).WithReplay(seed, 17);
        Check.One(config, Prop.ForAll(Arb.From(PipelineCase.Random, PipelineCase.Smaller), Hold));
        Report(cases, seed, watch.Elapsed);
        Assert.All((string[])["steps", "load", "cursor set", "row mapper", "other blocks", "rows in full", "engine", "spans", "names", "ONNX",
            "refused columns"], what => Assert.True(_done.GetValueOrDefault(what) > cases / 50, $"Only {_done.GetValueOrDefault(what)} {what}."));
    }

    private void Hold(PipelineCase of)
    {
        var run = new PipelineRun(of);
        Count("steps", run.Steps.Count);
        Count("refused steps", run.RefusedSteps);
        if (run.Steps.Count == 0)
        {
            return;
        }

        Loads(run);
        run.Same(PipelineReader.ByCursorSet(run.Views[^1], 3), "a set of cursors");
        Count("cursor set", 1);
        if (run.Chain.IsRowToRowMapper)
        {
            run.Same(PipelineReader.ByRowMapper(run.Chain, run.Data), "a row mapper");
            Count("row mapper", 1);
        }

        FitsAgain(run, of);
        Engine(run, of);
        var spans = new PipelineSpans(run);
        spans.Check();
        Count("spans", spans.Columns);
        Count("names", spans.NamedColumns);
        Graph(run, of);
        Refuses(run);
    }

    private void Loads(PipelineRun run)
    {
        using var file = new MemoryStream();
        run.Context.Model.Save(run.Chain, run.Data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema? schema);
        Assert.Equal(run.Data.Schema.Where(column => !column.IsHidden).Select(column => (column.Name, column.Type)),
            schema.Where(column => !column.IsHidden).Select(column => (column.Name, column.Type)));
        EstimatorContract.SameSchema(run.Views[^1].Schema, loaded.GetOutputSchema(run.Data.Schema));
        run.Same(PipelineReader.ByCursor(loaded.Transform(run.Data)), "a loaded model");
        file.Position = 0;
        run.Same(PipelineReader.ByCursorSet(new MLContext().Model.LoadChecked(file, out _).Transform(run.Data), 2), "a model of LoadChecked");
        Count("load", 1);
    }

    // The same rows in blocks of another size and by another number of cursors; and where no step of ML.NET's own adds them up, in full.
    private void FitsAgain(PipelineRun run, PipelineCase of)
    {
        IDataView other = PipelineData.Load(of, (of.BlockRows * 3) + 1, cursors: 2), alone = PipelineData.Load(of, of.Rows, cursors: 1);
        run.Same(PipelineReader.ByCursor(run.ToEstimator().Fit(other).Transform(alone)), "a fit of rows in other blocks");
        Count("other blocks", 1);
        if (!run.HasMLNetSums)
        {
            IDataView full = PipelineData.Load(of, of.BlockRows, cursors: 2, full: true);
            DataViewSchema schema = run.Views[^1].Schema;
            run.Same(PipelineReader.Unsigned(run.Values, schema),
                PipelineReader.Unsigned(PipelineReader.ByCursor(run.ToEstimator().Fit(full).Transform(full)), schema), "rows in full");
            Count("rows in full", 1);
        }
    }

    // A class for an engine has to be compiled: not for each case.
    private void Engine(PipelineRun run, PipelineCase of)
    {
        string[] made = [.. run.Steps.OfType<NormTransformer>().SelectMany(norm => norm.Columns).Select(pair => pair.OutputColumnName)
            .Where(name => run.Values.ContainsKey(name))];
        if (of.Seed % 4 == 0 && made.Length > 0 && PipelineEngine.Takes(run.Data) && run.Chain.IsRowToRowMapper)
        {
            string name = made[of.Seed % made.Length];
            if (ColumnReader.ItemOf(run.Views[^1].Schema[name].Type) is var item && (item == typeof(float) || item == typeof(double)))
            {
                run.SameRows(name, run.Values[name], PipelineEngine.Read(run.Context, run.Chain, run.Data, name), "a prediction engine");
                Count("engine", 1);
            }
        }
    }

    private void Graph(PipelineRun run, PipelineCase of)
    {
        var graph = new PipelineGraph(run);
        if (graph.IsExportable)
        {
            graph.Check();
            Count("ONNX", graph.Columns);
        }
    }

    private void Refuses(PipelineRun run)
    {
        IDataView last = run.Views[^1];
        foreach (DataViewSchema.Column column in last.Schema.Where(column => !column.IsHidden))
        {
            if (PipelineSteps.OfWhatIsRefused(run.Context.Transforms, column) is { } norm)
            {
                EstimatorContract.Refuses(norm, last, $"'{column.Name}'");
                Count("refused columns", 1);
            }
        }
    }

    private void Count(string what, long times) => _done[what] = _done.GetValueOrDefault(what) + times;

    private void Report(int cases, ulong seed, TimeSpan time)
    {
        if (Environment.GetEnvironmentVariable("NORM_ML_PIPELINES_OUT") is not { Length: > 0 } file)
        {
            return;
        }

        File.WriteAllLines(file,
        [
            "# Random pipelines",
            "",
            string.Create(CultureInfo.InvariantCulture, $"{cases:N0} pipelines of seed {seed}, {time.TotalMinutes:F0} minutes, no difference. ")
                + $"Written on {DateTime.UtcNow:yyyy-MM-dd} by",
            "",
            $"    NORM_ML_PIPELINES={cases} NORM_ML_PIPELINES_SEED={seed} NORM_ML_PIPELINES_OUT=FILE \\",
            "        dotnet test tests/Norm.ML.Tests -c Release --filter PipelineTests",
            "",
            "| compared | times |",
            "| --- | ---: |",
            .. _done.OrderBy(pair => pair.Key).Select(pair => string.Create(CultureInfo.InvariantCulture, $"| {pair.Key} | {pair.Value:N0} |")),
        ]);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
