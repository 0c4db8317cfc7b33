using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Apply;

/// <summary>What <c>fit</c> writes is what ML.NET's trainers take, and nothing of the fit's accuracy is lost.</summary>
public sealed class TrainerTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("batch")]
    [InlineData("layer")]
    public void A_trainer_takes_what_the_model_gives(string norm)
    {
        _place.Run("fit", Workplace.Sample("breast_cancer.csv"), "--ignore", "target", "--norm", norm, "--out", _place.At("model.zip")).Succeeded();

        ITransformer normalize = _ml.Model.Load(_place.At("model.zip"), out DataViewSchema columns);
        IDataView data = _ml.Data.LoadFromTextFile(Workplace.Sample("breast_cancer.csv"), Columns(columns), separatorChar: ',', hasHeader: true);
        IDataView features = normalize.Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, columns.Count), features.Schema["Features"].Type);

        VBuffer<ReadOnlyMemory<char>> slots = default;
        features.Schema["Features"].GetSlotNames(ref slots);
        Assert.Equal(columns.Select(column => column.Name), slots.DenseValues().Select(name => name.ToString()));

        var trained = _ml.BinaryClassification.Trainers.SdcaLogisticRegression("Label", "Features").Fit(features);
        Assert.True(_ml.BinaryClassification.Evaluate(trained.Transform(features)).Accuracy > 0.85);

        // All of it in one file, for programs that score.
        _ml.Model.Save(normalize.Append(trained), data.Schema, _place.At("scorer.zip"));
        IDataView scores = _ml.Model.Load(_place.At("scorer.zip"), out _).Transform(data);
        Assert.Equal(data.GetColumn<bool>("Label").Count(), scores.GetColumn<float>("Score").Count(float.IsFinite));
    }

    [Fact]
    public void Large_numbers_are_rounded_after_the_norm_and_not_before()
    {
        string model = _place.Fit("t\n" + string.Concat(Enumerable.Range(0, 6).Select(i => $"{1_700_000_000_000 + 1000L * i}\n")));
        ITransformer loaded = _ml.Model.Load(model, out DataViewSchema columns);
        Assert.Equal(NumberDataViewType.Double, columns["t"].Type);
        IDataView rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i => new Row { T = 1_700_000_000_000 + 1000.0 * i }));
        float[][] features = [.. loaded.Transform(rows).GetColumn<float[]>("Features")];
        float[] expected = [-1.46385f, -0.87831f, -0.29277f, 0.29277f, 0.87831f, 1.46385f];
        Assert.Equal(expected, features.Select(row => MathF.Round(row[0], 5)));
    }

    [Fact]
    public void Columns_of_Single_are_taken_too()
    {
        ITransformer loaded = _ml.Model.Load(_place.Fit("t\n1\n3\n"), out _);
        Assert.Equal([[-1f]], loaded.Transform(_ml.Data.LoadFromEnumerable(new SingleRow[] { new() { T = 1 } })).GetColumn<float[]>("Features"));
    }

    [Theory]
    [InlineData("fit")]
    [InlineData("merge")]
    public void On_request_models_give_Double(string command)
    {
        string data = _place.Write("data.csv", "a,b\n1,2\n3,5\n");
        _place.Run("fit", data, "--stats", _place.At("s.nstat")).Succeeded();
        _place.Run(command, command == "fit" ? data : _place.At("s.nstat"), "--double", "--out", _place.At("model.zip")).Succeeded();
        ITransformer loaded = _ml.Model.Load(_place.At("model.zip"), out DataViewSchema columns);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double, 2), loaded.GetOutputSchema(columns)["Features"].Type);
        string once = _place.Apply(_place.At("model.zip"), "a,b\n0.1,0.7\n2,3\n");
        _place.Run(command, command == "fit" ? data : _place.At("s.nstat"), "--out", _place.At("model.zip")).Succeeded();

        // 'apply' writes what stands before the rounding.
        Assert.Equal(once, _place.Apply(_place.At("model.zip"), "a,b\n0.1,0.7\n2,3\n"));
        Assert.Contains(R(0.1 - 2), once);
    }

    [Fact]
    public void Single_rows_are_normalized_as_Doubles()
    {
        ITransformer loaded = _ml.Model.Load(_place.Fit("t\n1\n3\n"), out DataViewSchema columns);
        SpanNormalizer<double> normalizer = loaded.CreateSpanNormalizer<double>(columns, "Features");
        double[] row = [0.1];
        normalizer.Normalize(row, row);
        Assert.Equal([0.1 - 2], row);
        Assert.Throws<ArgumentException>(() => loaded.CreateSpanNormalizer<float>(columns, "Features"));
    }

    [Fact]
    public void A_conversion_of_another_column_is_not_taken_for_rounding()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(new TwoRow[] { new() { A = 1, B = 10 }, new() { A = 3, B = 20 } });
        var model = _ml.Transforms.BatchNorm("A").Append(_ml.Transforms.Conversion.ConvertType("A", "B", DataKind.Single)).Fit(rows);
        Assert.Throws<ArgumentException>(() => model.CreateSpanNormalizer<double>(rows.Schema, "A"));
        _ml.Model.Save(model, rows.Schema, _place.At("model.zip"));
        Assert.Equal("A,B\n10,10\n20,20\n", _place.Apply(_place.At("model.zip"), "A,B\n1,10\n3,20\n"));
    }

    public void Dispose() => _place.Dispose();

    private static string R(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    // As the README has it: the model's columns, where the file has them, and the label.
    private static TextLoader.Column[] Columns(DataViewSchema columns)
    {
        string[] header = File.ReadLines(Workplace.Sample("breast_cancer.csv")).First().Split(',');
        return [.. columns.Select(column => new TextLoader.Column(column.Name, DataKind.Double, Array.IndexOf(header, column.Name))),
            new TextLoader.Column("Label", DataKind.Boolean, Array.IndexOf(header, "target"))];
    }

    public sealed class Row
    {
        [ColumnName("t")]
        public double T { get; set; }
    }

    public sealed class SingleRow
    {
        [ColumnName("t")]
        public float T { get; set; }
    }

    public sealed class TwoRow
    {
        public double A { get; set; }

        public double B { get; set; }
    }
}
