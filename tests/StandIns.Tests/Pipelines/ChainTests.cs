using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Norm.ML.StandIns.Tests;

public class ChainTests
{
    private readonly MLContext _ml = new(1);

    public sealed class Row
    {
        public float A { get; set; } = 1;

        public float B { get; set; } = 2;
    }

    public sealed class Result
    {
        public float[] F { get; set; }

        public float[] G { get; set; }

        public float Other { get; set; } = 3;
    }

    private IDataView View => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(i => new Row { A = i }));

    private EstimatorChain<Microsoft.ML.Transforms.ColumnCopyingTransformer> Chain =>
        _ml.Transforms.Concatenate("F", "A", "B").Append(_ml.Transforms.CopyColumns("G", "F"));

    [Fact]
    public void ChainAppliesItsSteps()
    {
        var model = Chain.Fit(View);

        Assert.Equal(2, model.Count());
        Assert.Same(model.Last(), model.LastTransformer);
        Assert.IsType<ColumnConcatenatingTransformer>(model.First());
        Assert.Equal([9, 2], model.Transform(View).GetColumn<float[]>("G").Last());
        Assert.Equal(["A", "B", "F", "G"], model.GetOutputSchema(View.Schema).Select(column => column.Name));
        Assert.True(((ITransformer)model).IsRowToRowMapper);
    }

    [Fact]
    public void ScopesLeaveStepsOut()
    {
        var chain = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.CopyColumns("T", "A"), TransformerScope.TrainTest)
            .Append(_ml.Transforms.CopyColumns("G", "B"));
        var model = chain.Fit(View);

        Assert.Null(model.Transform(View).Schema.GetColumnOrNull("T"));
        Assert.NotNull(model.Transform(View, TransformerScope.Training).Schema.GetColumnOrNull("T"));
        Assert.Single(model.GetModelFor(TransformerScope.Scoring));
        Assert.Equal(2, model.GetModelFor(TransformerScope.Training).Count());
    }

    [Fact]
    public void BadStepsFailBeforeAnyIsFitted()
    {
        bool fitted = false;
        var first = _ml.Transforms.CopyColumns("G", "A").WithOnFitDelegate(_ => fitted = true);
        var chain = new EstimatorChain<ITransformer>().Append(first).Append(_ml.Transforms.CopyColumns("H", "None"));

        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(View));
        Assert.False(fitted);
    }

    [Fact]
    public void CheckpointCachesForTheStepsAfterIt()
    {
        int reads = 0;
        IDataView view = _ml.Data.LoadFromEnumerable(Counted());
        var chain = _ml.Transforms.Concatenate("F", "A", "B").AppendCacheCheckpoint(_ml).Append(new ReadTwice(_ml)).Fit(view);

        Assert.Equal(1, reads);
        Assert.Equal(2, chain.Count());

        IEnumerable<Row> Counted()
        {
            reads++;
            yield return new Row();
        }
    }

    private sealed class ReadTwice(MLContext ml) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            for (int pass = 0; pass < 2; pass++)
                Assert.Single(input.GetColumn<float[]>("F"));
            return ml.Transforms.CopyColumns("G", "F").Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    [Fact]
    public void TransformersAppendToChains()
    {
        ITransformer first = _ml.Transforms.Concatenate("F", "A", "B").Fit(View);
        var copy = _ml.Transforms.CopyColumns("G", "F").Fit(first.Transform(View));

        Assert.Equal([0, 2], first.Append(copy).Transform(View).GetColumn<float[]>("G").First());
        Assert.Equal([0, 2], new TransformerChain<ITransformer>(first, copy).Transform(View).GetColumn<float[]>("G").First());
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<ColumnConcatenatingTransformer>(first, copy));
    }

    [Fact]
    public void PredictionEngineAppliesAChainToOneObject()
    {
        using PredictionEngine<Row, Result> engine = _ml.Model.CreatePredictionEngine<Row, Result>(Chain.Fit(View));
        Result first = engine.Predict(new Row { A = 5 });
        var second = new Result();
        engine.Predict(new Row { A = 6 }, ref second);

        Assert.Equal([5, 2], first.G);
        Assert.Equal([6, 2], second.F);
        Assert.Equal(3, first.Other);
        Assert.Equal("A, B, F, G", string.Join(", ", engine.OutputSchema.Select(column => column.Name)));
        Assert.Throws<ArgumentNullException>(() => engine.Predict(null));
    }

    [Fact]
    public void PredictionEngineCanInsistOnAllMembers()
    {
        var model = Chain.Fit(View);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Row, Result>(model, ignoreMissingColumns: false));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Model.CreatePredictionEngine<Row, Result>(model, new PredictionEngineOptions { IgnoreMissingColumns = false }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Result, Result>(model));
    }

    [Fact]
    public void RowMappersNameTheirDependencies()
    {
        IRowToRowMapper mapper = ((ITransformer)Chain.Fit(View)).GetRowToRowMapper(View.Schema);

        Assert.Equal(["A", "B"], mapper.GetDependencies([mapper.OutputSchema["G"]]).Select(column => column.Name));
        Assert.Equal(["B"], mapper.GetDependencies([mapper.OutputSchema["B"]]).Select(column => column.Name));
    }

    [Fact]
    public void MessagesReachTheLog()
    {
        var messages = new List<LoggingEventArgs>();
        _ml.Log += (_, message) => messages.Add(message);
        IHost host = ((IHostEnvironment)_ml).Register("Component");
        using (IChannel channel = host.Start("Fit"))
        {
            channel.Info(MessageSensitivity.None, "saw {0} rows", 5);
            channel.Warning(MessageSensitivity.None, "careful");
            using IProgressChannel progress = host.StartProgressChannel("Fit");
            progress.SetHeader(new ProgressHeader("rows"), entry => entry.SetProgress(0, 1));
            progress.Checkpoint(5);
        }

        Assert.All(messages, message => Assert.Equal("Component; Fit", message.Source));
        Assert.Equal("Channel started", messages[0].RawMessage);
        Assert.Equal((ChannelMessageKind.Info, "saw 5 rows"), (messages[1].Kind, messages[1].RawMessage));
        Assert.Equal("[Source=Component; Fit, Kind=Warning] careful", messages[2].Message);
        Assert.StartsWith("Channel finished. Elapsed 00:00:", messages[3].RawMessage);
        Assert.Equal("Channel disposed", messages[4].RawMessage);
        Assert.Equal(5, messages.Count);
    }

    [Fact]
    public void SeedsRepeat()
    {
        Assert.Equal(Draw(new MLContext(5)), Draw(new MLContext(5)));
        Assert.NotEqual(Draw(new MLContext(5)), Draw(new MLContext(6)));

        static int Draw(IHostEnvironment environment) => environment.Register("Component").Rand.Next();
    }
}
