using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.KnownIssues;

/// <summary>What users of ML.NET asked for and no other test is about: docs/known-issues.md.</summary>
public class AskedForTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Renamed_columns_survive_loading()
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Example));
        schema["A"].ColumnName = "Renamed";
        IDataView data = _context.Data.LoadFromEnumerable(Rows(10), schema);
        using var file = new MemoryStream();
        ITransformer model = _context.Transforms.BatchNorm("Out", "Renamed").Append(_context.Transforms.CopyColumns("Last", "Out")).Fit(data);
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema loadedSchema);
        Assert.Equal(["Renamed", "B"], loadedSchema.Select(column => column.Name));
        EstimatorContract.Same(ColumnReader.ByCursor<float>(model.Transform(data), "Last"), ColumnReader.ByCursor<float>(loaded.Transform(data), "Last"));
    }

    [Fact]
    public void Parameters_are_read_by_the_slots_names()
    {
        BatchNormTransformer model = _context.Transforms.Concatenate("Features", "A", "B").Append(_context.Transforms.BatchNorm("Features")).Fit(Load(5)).LastTransformer;
        Assert.Equal((2, 20), (model.Statistics["A"].Mean, model.Statistics["B"].Mean));
        Assert.Equal(Math.Sqrt(2), model.Statistics["A"].StandardDeviation);
        Assert.Equal(["A", "B"], model.Statistics.ChannelNames);
        Assert.Throws<KeyNotFoundException>(() => model.Statistics["C"].Mean);
    }

    [Fact]
    public void The_variances_divisor_is_an_option()
    {
        // 0 to 4: squared deviations add up to 10.
        Assert.Equal((float)(2 / Math.Sqrt(10.0 / 5)), Last(0));
        Assert.Equal((float)(2 / Math.Sqrt(10.0 / 4)), Last(1));

        float Last(double correction) =>
            ColumnReader.ByCursor<float>(_context.Transforms.BatchNorm("A", options: new() { Correction = correction }).Fit(Load(5)).Transform(Load(5)), "A")[^1][0];
    }

    [Fact]
    public void Fit_reads_the_data_once()
    {
        var rows = new CountedRows(Rows(1000));
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        _context.Transforms.BatchNorm([new("A"), new("B")]).Fit(data);
        Assert.Equal(1, rows.Passes);
    }

    [Fact]
    public void Fit_of_all_but_BatchNorm_reads_nothing()
    {
        var rows = new CountedRows(Rows(10));
        ITransformer gathered = _context.Transforms.Concatenate("Features", "A", "B").Fit(Load(1));
        _context.Transforms.LayerNorm("Features").Fit(gathered.Transform(_context.Data.LoadFromEnumerable(rows)));
        Assert.Equal(0, rows.Passes);
    }

    [Fact]
    public void A_value_that_is_no_number_is_an_error_where_asked_for()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Example { A = 1 }, new Example { A = float.NaN }, new Example { A = 3 }]);
        string message = Assert.Throws<NotFiniteNumberException>(() => _context.Transforms.BatchNorm("A", options: new() { NonFinite = NonFinitePolicy.Throw }).Fit(data)).Message;
        Assert.Contains("NaN", message);
        Assert.Contains("'A'", message);
    }

    [Fact]
    public void No_row_is_left_out()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Example { A = float.NaN, B = 1 }, new Example { A = float.PositiveInfinity, B = 2 }, new Example { A = 1, B = 3 }]);
        IDataView transformed = _context.Transforms.Concatenate("Features", "A", "B").Append(_context.Transforms.LayerNorm("Features")).Fit(data).Transform(data);
        Assert.Equal(3, ColumnReader.ByCursor<float>(transformed, "Features").Count);
    }

    static IEnumerable<Example> Rows(int count) => Enumerable.Range(0, count).Select(i => new Example { A = i, B = 10 * i });

    IDataView Load(int count) => _context.Data.LoadFromEnumerable(Rows(count));

    /// <summary>Counts how often it is read.</summary>
    sealed class CountedRows(IEnumerable<Example> rows) : IEnumerable<Example>
    {
        public int Passes { get; private set; }

        public IEnumerator<Example> GetEnumerator()
        {
            Passes++;
            return rows.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    sealed class Example
    {
        public float A { get; set; }

        public float B { get; set; }
    }
}
