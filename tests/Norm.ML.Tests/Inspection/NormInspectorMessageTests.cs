using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Inspection;

namespace Norm.ML.Tests.Inspection;

/// <summary>What findings about a model say, word for word: a person acts on it.</summary>
public class NormInspectorMessageTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_column_that_is_missing_is_named() => Assert.Equal(
        ["LayerNorm of 'Features': there is no such column: name one that exists, or put the step that makes it before the norm"],
        Messages(Layer().Fit(Load(Rows(3))), _context.Data.LoadFromEnumerable([new Other()]).Schema));

    [Fact]
    public void A_size_that_does_not_match_is_explained_from_both_sides() => Assert.Equal(
        ["LayerNorm of 'Features': norm size 3 does not match a column of 4: make the norm for 4, or give it the column of 3 that it was made for"],
        Messages(Layer(new() { Gamma = [1, 1, 1] }).Fit(Load(Rows(3))), Load(Rows(3, 4)).Schema));

    [Theory]
    [InlineData(0.0, "BatchNorm of 'Features': running mean 0 and variance 1 in every channel are where they start: it looks unfitted; "
        + "train it, or load its statistics with its weights")]
    [InlineData(0.1, "BatchNorm of 'Features': after 10 batches the running statistics still hold 34.9 % of their start, mean 0 and variance 1: "
        + "take in more batches, or fit exactly (no BatchSize)")]
    public void Running_statistics_that_are_near_their_start_are_explained(double momentum, string message)
    {
        IDataView data = Load(Rows(80));
        var options = new BatchNormOptions { BatchSize = 8, Momentum = MomentumRule.PyTorch(momentum) };
        Assert.Equal([message], Messages(_context.Transforms.BatchNorm("Features", options: options).Fit(data), data.Schema));
    }

    [Theory]
    [InlineData(false, 0.1, 1)]
    [InlineData(false, 0.9, 0)]
    [InlineData(true, 0.9, 1)]
    [InlineData(true, 0.1, 0)]
    public void What_is_left_of_the_start_follows_the_convention_of_the_momentum(bool onnx, double momentum, int findings)
    {
        // PyTorch's momentum weighs the new value, ONNX's the old one.
        IDataView data = Load(Rows(80));
        var options = new BatchNormOptions { BatchSize = 8, Momentum = onnx ? MomentumRule.Onnx(momentum) : MomentumRule.PyTorch(momentum) };
        Assert.Equal(findings, Messages(_context.Transforms.BatchNorm("Features", options: options).Fit(data), data.Schema).Length);
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(30, 0)]
    public void A_fit_on_few_rows_is_named_up_to_29(int rows, int findings)
    {
        IDataView data = Load(Rows(rows));
        string[] messages = Messages(_context.Transforms.BatchNorm("Features").Fit(data), data.Schema);
        Assert.Equal(findings, messages.Length);
        Assert.All(messages, message => Assert.Equal(
            "BatchNorm of 'Features' was fitted on 29 rows: fit on more, deviations of fewer than 30 are rough", message));
    }

    [Theory]
    [InlineData(ConstantChannels.CenterOnly, "its values are only shifted, not scaled")]
    [InlineData(ConstantChannels.Zero, "its output is constant")]
    [InlineData(ConstantChannels.Epsilon, "its output is blown up by 1 / sqrt(epsilon)")]
    public void A_constant_channel_is_named_with_what_becomes_of_it(ConstantChannels constant, string then)
    {
        IDataView data = Load([.. Rows(40).Select(row => new[] { 5, row[1], row[2] })]);
        var options = new BatchNormOptions { Constant = constant, Epsilon = constant == ConstantChannels.Epsilon ? 1e-5 : 0 };
        Finding finding = NormInspector.Inspect(_context.Transforms.BatchNorm("Features", options: options).Fit(data), data.Schema).Findings[0];
        Assert.Equal((FindingKind.Constant, FindingSeverity.Advice, 5.0), (finding.Kind, finding.Severity, finding.Value));
        Assert.Equal($"BatchNorm of 'Features': 'Features[0]' was 5 in every row of the fit: leave it out; {then}", finding.Message);
    }

    [Fact]
    public void An_epsilon_that_shrinks_a_channel_is_named_with_both_numbers()
    {
        // Variances of 1 and of 1e-6.
        IDataView data = Load([.. Enumerable.Range(0, 40).Select(i => new[] { i % 2 == 0 ? 1f : -1f, i % 2 == 0 ? 1e-3f : -1e-3f })]);
        ITransformer model = _context.Transforms.BatchNorm("Features", options: new BatchNormOptions { Epsilon = 1e-5 }).Fit(data);
        Assert.Equal(["BatchNorm of 'Features': 'Features[1]' has variance 1e-6 against epsilon 1e-5: lower epsilon, "
            + "its deviation comes out 0.302 instead of 1"], Messages(model, data.Schema));
    }

    [Fact]
    public void Parameters_that_spoil_the_output_are_explained()
    {
        IDataView data = Load(Rows(40));
        Assert.Equal(["LayerNorm of 'Features': gamma is 0 throughout: the output is beta whatever the input; gamma starts at 1"],
            Messages(Layer(new() { Gamma = [0, 0, 0] }).Fit(data), data.Schema));
        Assert.Empty(Messages(Layer(new() { Gamma = [0, 0, 1] }).Fit(data), data.Schema));
        string[] diverged =
            ["LayerNorm of 'Features': gamma or beta holds NaN or infinity: the training that made them diverged; take an earlier state"];
        Assert.Equal(diverged, Messages(Layer(new() { Gamma = [1, double.PositiveInfinity, 1] }).Fit(data), data.Schema));
        Assert.Equal(diverged, Messages(Layer(new() { Gamma = [1, 1, 1], Beta = [0, double.NaN, 0] }).Fit(data), data.Schema));
    }

    [Fact]
    public void Normalizing_twice_is_named_only_where_the_second_norm_does_what_the_first_did()
    {
        IDataView data = Load(Rows(40));
        Assert.Equal(["LayerNorm of 'Features' works on what a LayerNorm has just made: leave one out, the second changes nothing but rounding"],
            Messages(Layer().Append(Layer()).Fit(data), data.Schema));
        Assert.Empty(Messages(Layer().Append(_context.Transforms.RmsNorm("Features")).Fit(data), data.Schema));
        Assert.Empty(Messages(Layer(new() { Gamma = [1, 2, 3] }).Append(Layer(new() { Gamma = [1, 1, 1] })).Fit(data), data.Schema));
        LayerNormOptions shifted = new() { Gamma = [1, 1, 1], Beta = [0, 0, 1] };
        Assert.Empty(Messages(Layer(shifted).Append(Layer(new() { Gamma = [1, 1, 1] })).Fit(data), data.Schema));
        Assert.Empty(Messages(Layer().Append(_context.Transforms.CopyColumns("Copy", "Features")).Append(Layer()).Fit(data), data.Schema));
        Assert.Empty(Messages(_context.Transforms.LayerNorm("A", "Features").Append(_context.Transforms.LayerNorm("B", "Features")).Fit(data),
            data.Schema));
    }

    [Fact]
    public void The_steps_of_a_model_without_norms_are_counted()
    {
        IDataView data = Load(Rows(5));
        IEstimator<ITransformer> copy = _context.Transforms.CopyColumns("Copy", "Features");
        Assert.Equal(["the model has none of this library's norms among its 1 step: there is nothing to check"],
            Messages(copy.Fit(data), data.Schema));
        Assert.Equal(["the model has none of this library's norms among its 2 steps: there is nothing to check"],
            Messages(copy.Append(_context.Transforms.CopyColumns("Again", "Copy")).Fit(data), data.Schema));
    }

    [Fact]
    public void Missing_and_infinite_values_before_a_row_norm_are_counted_together()
    {
        float[][] rows = Rows(40);
        (rows[7][1], rows[8][0], rows[9][2]) = (float.NaN, float.NegativeInfinity, float.NaN);
        IDataView data = Load(rows);
        Assert.Equal(["RMSNorm of 'Features' gets 3 missing or infinite value(s): fill them in first, each makes NaN of a whole row"],
            [.. NormInspector.Inspect(_context.Transforms.RmsNorm("Features").Fit(data), data).Findings.Select(finding => finding.Message)]);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(99, false)]
    public void Slots_of_different_scale_before_a_row_norm_are_both_named(float ratio, bool named)
    {
        float[] slots = [2, 2 * ratio, 4];
        IDataView data = Load([.. Enumerable.Range(0, 40).Select(i => slots.Select(slot => i % 2 == 0 ? slot : -slot).ToArray())]);
        string[] messages = [.. NormInspector.Inspect(Layer().Fit(data), data).Findings.Select(finding => finding.Message)];
        Assert.Equal(named ? [$"LayerNorm of 'Features' shares one ruler between slots that differ by 100 in scale ('Features[1]', 'Features[0]'): "
            + "BatchNorm per column first, else 'Features[1]' is all that is left"] : [], messages);
    }

    private RowNormEstimator Layer(LayerNormOptions? options = null) => _context.Transforms.LayerNorm("Features", options: options);

    private static string[] Messages(ITransformer model, DataViewSchema schema) =>
        [.. NormInspector.Inspect(model, schema).Findings.Select(finding => finding.Message)];

    private static float[][] Rows(int count, int size = 3)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(
            _ => Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() + random.NextDouble())).ToArray())];
    }

    private IDataView Load(float[][] rows)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return _context.Data.LoadFromEnumerable(rows.Select(row => new Row { Features = row }), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Other
    {
        public float Value { get; set; }
    }
}
