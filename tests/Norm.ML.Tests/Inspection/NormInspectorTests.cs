using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Inspection;

namespace Norm.ML.Tests.Inspection;

public class NormInspectorTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_sound_model_is_shown_and_nothing_is_found()
    {
        IDataView data = Load(Rows(200));
        ITransformer model = _context.Transforms.BatchNorm("Normed", "Features")
            .Append(_context.Transforms.LayerNorm("Rows", "Normed", new LayerNormOptions { Gamma = [1, 2, 3], Beta = [0, 0, 0], Epsilon = 1e-6 }))
            .Append(_context.Transforms.RmsNorm("Root", "Rows"))
            .Fit(data);
        ModelInspection seen = NormInspector.Inspect(model, data);

        Assert.Empty(seen.Findings);
        Assert.Equal([NormKind.BatchNorm, NormKind.LayerNorm, NormKind.RmsNorm], seen.Norms.Select(norm => norm.Kind));
        Assert.Equal(["Features", "Normed", "Rows"], seen.Norms.Select(norm => norm.Input));
        Assert.Equal([3, 3, null], seen.Norms.Select(norm => norm.ExpectedSize));
        Assert.All(seen.Norms, norm => Assert.Contains("Single, 3", norm.Gets));
        Assert.Equal([true, false, true], seen.Norms.Select(norm => norm.Gamma.IsDefault));
        Assert.Equal((1.0, 3.0), (seen.Norms[1].Gamma.Min, seen.Norms[1].Gamma.Max));
        Assert.Equal(new ParameterInspection(3, true, 0, 0), seen.Norms[1].Beta);
        Assert.Null(seen.Norms[2].Beta);
        Assert.Equal([0, 1e-6, 1e-5], seen.Norms.Select(norm => norm.Epsilon));
        Assert.Equal(200, seen.Norms[0].Statistics!.RowCount);
        Assert.Equal(seen.Norms[0].Statistics!.WithChannelNames(null), seen.Norms[0].DataStatistics!.WithChannelNames(null));
    }

    [Fact]
    public void A_generated_kernel_is_shown()
    {
        IDataView data = Load(Rows(50, 4));
        NormInspection seen = Assert.Single(NormInspector.Inspect(_context.Transforms.FourNorm("Features").Fit(data), data.Schema).Norms);
        Assert.Equal((NormKind.LayerNorm, "FourNorm", (int?)4), (seen.Kind, seen.Kernel, seen.ExpectedSize));
        Assert.Empty(seen.Findings);
    }

    [Fact]
    public void A_size_that_does_not_match_is_named_and_the_norms_after_it_are_looked_at_too()
    {
        double[] gamma = new double[768];
        Array.Fill(gamma, 1);
        ITransformer model = _context.Transforms.LayerNorm("Out", "Features", new LayerNormOptions { Gamma = gamma })
            .Append(_context.Transforms.RmsNorm("Root", "Out", new RmsNormOptions { NormalizedSize = 6 }))
            .Fit(Load([new float[768]]));
        ModelInspection seen = NormInspector.Inspect(model, Load([new float[512]]).Schema);

        Finding[] mismatches = [.. seen.Findings.Where(finding => finding.Kind == FindingKind.SizeMismatch)];
        Assert.Equal(2, mismatches.Length);
        Assert.Contains("norm size 768 does not match a column of 512", mismatches[0].Message);
        Assert.Equal((FindingSeverity.Problem, 512.0), (mismatches[0].Severity, mismatches[0].Value));
        Assert.Contains("norm size 6 does not match a column of 512", mismatches[1].Message);
    }

    [Fact]
    public void A_missing_column_and_a_wrong_type_are_findings()
    {
        ITransformer model = _context.Transforms.LayerNorm("Out", "Features").Fit(Load(Rows(3)));
        Assert.Equal(FindingKind.ColumnMissing, Assert.Single(
            NormInspector.Inspect(model, _context.Data.LoadFromEnumerable([new Named()]).Schema).Findings).Kind);
        Finding wrong = Assert.Single(NormInspector.Inspect(model, _context.Data.LoadFromEnumerable([new Text()]).Schema).Findings);
        Assert.Equal(FindingKind.TypeMismatch, wrong.Kind);
        Assert.Contains("Column 'Features' is ", wrong.Message);
    }

    [Theory]
    [InlineData(0, FindingKind.Unfitted)]
    [InlineData(10, FindingKind.NotConverged)]
    [InlineData(60, null)]
    public void RunningStatistics_that_have_not_left_their_start_are_named(int batches, FindingKind? kind)
    {
        // Momentum 0 keeps the start whatever comes.
        IDataView data = Load(Rows(8 * Math.Max(1, batches)));
        var options = new BatchNormOptions { BatchSize = 8, Momentum = MomentumRule.PyTorch(batches == 0 ? 0 : 0.1) };
        IEnumerable<Finding> found = NormInspector.Inspect(_context.Transforms.BatchNorm("Features", options: options).Fit(data),
            data.Schema).Findings;
        Assert.Equal(kind, found.SingleOrDefault()?.Kind);
        if (kind == FindingKind.NotConverged)
        {
            Assert.Equal(Math.Pow(0.9, 10), found.Single().Value, 1e-12);
        }
    }

    [Fact]
    public void Stale_statistics_are_named_by_channel()
    {
        ITransformer model = _context.Transforms.BatchNorm("Features").Fit(Load(Rows(200)));
        float[][] moved = [.. Rows(200).Select(row => new[] { row[0], row[1] + 2, row[2] * 3 })];
        IReadOnlyList<Finding> found = NormInspector.Inspect(model, Load(moved)).Findings;
        Assert.Equal([FindingKind.MeanShifted, FindingKind.SpreadChanged, FindingKind.OutOfRange],
            found.Select(finding => finding.Kind).Distinct().Order());
        Assert.DoesNotContain(found, finding => finding.Subject.Contains("[0]", StringComparison.Ordinal));
        Assert.Contains(found, finding => finding.Kind == FindingKind.MeanShifted
            && finding.Message.StartsWith("BatchNorm of 'Features': 'Features[1]' moved by +", StringComparison.Ordinal));
        Assert.Equal(3, Assert.Single(found, finding => finding.Kind == FindingKind.SpreadChanged).Value, 1e-6);
    }

    [Fact]
    public void A_row_norm_over_slots_of_different_scale_is_advised_against()
    {
        IDataView data = Load([.. Rows(100).Select(row => new[] { row[0], row[1] * 1e4f, row[2] })]);
        IEnumerable<Finding> found = NormInspector.Inspect(_context.Transforms.LayerNorm("Features").Fit(data), data).Findings;
        Assert.Equal(FindingKind.ScalesDiffer, Assert.Single(found).Kind);
        Assert.Contains("BatchNorm per column first", found.Single().Message);
    }

    [Fact]
    public void Missing_values_in_front_of_a_row_norm_are_a_problem()
    {
        float[][] rows = Rows(50);
        rows[7][1] = float.NaN;
        IDataView data = Load(rows);
        Finding found = Assert.Single(NormInspector.Inspect(_context.Transforms.RmsNorm("Features").Fit(data), data).Findings);
        Assert.Equal((FindingKind.Missing, FindingSeverity.Problem, 1.0), (found.Kind, found.Severity, found.Value));
    }

    [Fact]
    public void Parameters_that_spoil_the_output_are_named()
    {
        IDataView data = Load(Rows(50));
        Assert.Equal(FindingKind.GammaZero, One(new LayerNormOptions { Gamma = [0, 0, 0] }));
        Assert.Equal(FindingKind.ParametersNotFinite, One(new LayerNormOptions { Gamma = [1, 1, 1], Beta = [0, double.NaN, 0] }));

        FindingKind One(LayerNormOptions options) =>
            Assert.Single(NormInspector.Inspect(_context.Transforms.LayerNorm("Features", options: options).Fit(data), data.Schema).Findings).Kind;
    }

    [Fact]
    public void Gemmas_gamma_of_zero_is_its_default()
    {
        IDataView data = Load(Rows(50));
        ITransformer model = _context.Transforms.RmsNorm("Features", options: new RmsNormOptions { Gamma = [0, 0, 0], UnitOffset = true }).Fit(data);
        ModelInspection seen = NormInspector.Inspect(model, data.Schema);
        Assert.Empty(seen.Findings);
        Assert.True(seen.Norms[0].Gamma.IsDefault);
    }

    [Fact]
    public void What_the_fit_already_shows_is_named()
    {
        float[][] rows = [.. Rows(20).Select(row => new[] { 5, row[1] * 1e-3f, row[2] })];
        IDataView data = Load(rows);
        ITransformer model = _context.Transforms.BatchNorm("Features", options: new BatchNormOptions { Epsilon = 1e-5 }).Fit(data);
        Assert.Equal([FindingKind.FewRows, FindingKind.Constant, FindingKind.EpsilonShrinks],
            NormInspector.Inspect(model, data.Schema).Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public void Normalizing_twice_is_named()
    {
        IDataView data = Load(Rows(50));
        ITransformer model = _context.Transforms.LayerNorm("Features").Append(_context.Transforms.LayerNorm("Features")).Fit(data);
        Assert.Equal(FindingKind.NormalizedTwice, Assert.Single(NormInspector.Inspect(model, data.Schema).Findings).Kind);
    }

    [Fact]
    public void An_inverse_is_no_norm_of_its_own()
    {
        IDataView data = Load(Rows(50));
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Features").Fit(data);
        ModelInspection seen = NormInspector.Inspect(new TransformerChain<ITransformer>(norm, norm.Inverse(), norm), data);
        Assert.Equal((3, 2), (seen.Steps, seen.Norms.Count));
        Assert.Empty(seen.Findings);
    }

    [Fact]
    public void A_model_without_norms_is_noted()
    {
        IDataView data = Load(Rows(5));
        ITransformer model = _context.Transforms.CopyColumns("Copy", "Features").Fit(data);
        Assert.Equal(FindingKind.NoNorm, Assert.Single(NormInspector.Inspect(model, data.Schema).Findings).Kind);
    }

    [Fact]
    public void Columns_of_a_DataView_are_inspected_as_their_numbers_are()
    {
        float[][] rows = Rows(100);
        DataInspection expected = DataInspection.Of([.. rows.SelectMany(row => row.Select(value => (double)value))], 3,
            ["Features[0]", "Features[1]", "Features[2]"]);
        DataInspection seen = NormInspector.Inspect(Load(rows));
        Assert.Equal(expected.Statistics, seen.Statistics);
        Assert.Equal(expected.Columns.Select(column => (column.Name, column.Skewness, column.Median)),
            seen.Columns.Select(column => (column.Name, column.Skewness, column.Median)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormInspector.Inspect(Load(rows), "None"));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormInspector.Inspect(_context.Data.LoadFromEnumerable([new Text()])));
    }

    private static float[][] Rows(int count, int size = 3)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(
            _ => Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble())).ToArray())];
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

    private sealed class Named
    {
        public float Other { get; set; }
    }

    private sealed class Text
    {
        public string Features { get; set; } = "";
    }
}
