using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>The way back from normalized values.</summary>
public class InverseTests
{
    readonly MLContext _context = new(seed: 1);

    public static TheoryData<BatchNormOptions> Options =>
    [
        new BatchNormOptions(),
        new BatchNormOptions { Epsilon = 1e-3, Gamma = [2, -3, 0.5], Beta = [10, 0, -1] },
        new BatchNormOptions { Correction = 1 },
        new BatchNormOptions { BatchSize = 8, Momentum = MomentumRule.Onnx(0.2) },
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void Gives_back_what_was_normalized(BatchNormOptions options)
    {
        float[][] rows = FeatureRows.Random(100, 3);
        IDataView data = FeatureRows.Load(_context, rows);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: options).Fit(data);
        List<float[]> back = TransformerContract.Check<float>(_context, model.Inverse(), model.Transform(data), "Features");
        // The normalized value was rounded to a Single; so is the result.
        for (int i = 0; i < rows.Length; i++)
            Assert.All(rows[i].Zip(back[i]), pair => Assert.Equal(pair.First, pair.Second, 4e-7 * Math.Max(1, Math.Abs(pair.First))));
    }

    [Fact]
    public void Gives_back_doubles_far_above_their_spread()
    {
        double[][] rows = [.. Enumerable.Range(0, 50).Select(i => new[] { 1e9 + (i * 0.37), -1e-9 * i })];
        IDataView data = FeatureRows.Load(_context, rows);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Out", "Features").Fit(data);
        List<double[]> back = TransformerContract.Check<double>(_context, model.Inverse("Back", "Out"), model.Transform(data), "Back");
        for (int i = 0; i < rows.Length; i++)
            Assert.All(rows[i].Zip(back[i]), pair => Assert.Equal(pair.First, pair.Second, 4e-16 * Math.Max(1e-7, Math.Abs(pair.First))));
    }

    [Theory]
    [InlineData(NormLayout.ChannelsFirst)]
    [InlineData(NormLayout.ChannelsLast)]
    public void Channels_of_several_positions_go_back_too(NormLayout layout)
    {
        float[][] rows = FeatureRows.Random(60, 6);
        IDataView data = FeatureRows.Load(_context, rows);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Out", "Features", new() { Channels = 2, Layout = layout }).Fit(data);
        List<float[]> back = TransformerContract.Check<float>(_context, model.Inverse(), model.Transform(data), "Features");
        for (int i = 0; i < rows.Length; i++)
            Assert.All(rows[i].Zip(back[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void A_prediction_is_put_back_into_the_labels_unit()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new { Label = 100f, X = 1.0 }, new { Label = 300f, X = 2.0 }]);
        BatchNormTransformer model = _context.Transforms.BatchNorm([new("Y", "Label"), new("X")]).Fit(data);
        IDataView scores = _context.Data.LoadFromEnumerable([new Prediction { Score = 0.5f }, new Prediction { Score = -1 }]);
        Assert.Equal([[250], [100]], TransformerContract.Check<float>(_context, model.Inverse("Price", "Score", "Label"), scores, "Price"));
        Assert.Equal([[250], [100]], TransformerContract.Check<float>(_context, model.Inverse("Score", columnName: "Y"), scores, "Score"));

        Assert.Contains("has to be named; this BatchNorm has 'Label' as 'Y', 'X'", Assert.Throws<ArgumentException>(() => model.Inverse("Price", "Score")).Message);
        Assert.Contains("'Score' does not name one column", Assert.Throws<ArgumentException>(() => model.Inverse("Price", "Score", "Score")).Message);
    }

    [Fact]
    public void A_channel_that_was_made_constant_gives_its_mean()
    {
        IDataView data = FeatureRows.Load(_context, [[7f, 1], [7, 2]]);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new() { Constant = ConstantChannels.Zero, Gamma = [1, 0] }).Fit(data);
        Assert.Equal([[7, 1.5f]], ColumnReader.ByCursor<float>(model.Inverse().Transform(FeatureRows.Load(_context, [[5f, 5]])), "Features"));
    }

    [Fact]
    public void The_result_is_not_marked_as_normalized_and_keeps_its_names()
    {
        IDataView data = FeatureRows.Load(_context, [[7f, 1], [8, 2]], names: ["a", "b"]);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(data);
        DataViewSchema.Column column = model.Inverse().Transform(model.Transform(data)).Schema["Features"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.Equal(["a", "b"], names.DenseValues().Select(name => name.ToString()));
        Assert.False(column.IsNormalized());
    }

    [Fact]
    public void Other_channels_than_those_of_the_fit_are_refused()
    {
        BatchNormInverseTransformer inverse = _context.Transforms.BatchNorm("Features").Fit(FeatureRows.Load(_context, [[7f, 1], [8, 2]])).Inverse();
        TransformerContract.Refuses(inverse, FeatureRows.Load(_context, [[1f, 2, 3]]), "'Features'", "a vector of 2 channels, as when it was fitted");
        TransformerContract.Refuses(inverse, _context.Data.LoadFromEnumerable([new Prediction()]), "no input column 'Features'");
        Assert.Contains("named twice", Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm([new("A", "Features"), new("B", "Features")])
            .Fit(FeatureRows.Load(_context, [[1f], [2f]])).Inverse()).Message);
    }

    sealed class Prediction
    {
        public float Score { get; set; }
    }
}
