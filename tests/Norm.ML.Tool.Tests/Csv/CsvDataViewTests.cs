using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Csv;

public sealed class CsvDataViewTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void ML_NET_reads_numbers_and_texts()
    {
        CsvDataView data = View("x,name,y\n1.5,ab,2\nNA,,3\n");
        Assert.Equal([1.5, double.NaN], data.GetColumn<double>("x"));
        Assert.Equal([2f, 3f], data.GetColumn<float>("y"));
        Assert.Equal(["ab", ""], data.GetColumn<string>("name"));
    }

    [Fact]
    public void Columns_travel_through_ML_NET_beside_the_raw_cells()
    {
        var ml = new MLContext();
        CsvDataView data = View("x,name,y\n 1.5,\"a,\"\"b\",2\n");
        IDataView gathered = ml.Transforms.Concatenate("v", "x").Append(ml.Transforms.CopyColumns("w", "v")).Fit(data).Transform(data);
        Assert.Equal([1.5], Assert.Single(gathered.GetColumn<double[]>("w")));
        Assert.Equal(" 1.5\"a,\"\"b\"2", string.Concat(Assert.Single(gathered.GetColumn<byte[]>("cells")).Select(character => (char)character)));
        Assert.Equal([4, 11, 12], Assert.Single(gathered.GetColumn<int[]>("cells end")));
    }

    [Fact]
    public void Each_cursor_reads_from_the_start_and_only_what_it_was_asked_for()
    {
        CsvDataView data = View("x,name,y\n1,a,2\n3,b,4\n");
        DataViewSchema.Column x = data.Schema["x"], y = data.Schema["y"];
        using DataViewRowCursor first = data.GetRowCursor([x]);
        using DataViewRowCursor second = Assert.Single(data.GetRowCursorSet([x], 8));
        Assert.Equal(-1, first.Position);
        Assert.True(first.MoveNext() && first.MoveNext() && second.MoveNext());
        Assert.Equal((1, 0), (first.Position, second.Position));
        Assert.Equal((3.0, 1.0), (Value(first, x), Value(second, x)));
        Assert.False(first.MoveNext() || first.MoveNext());
        Assert.Equal(-1, first.Position);
        Assert.False(first.IsColumnActive(y));
        Assert.Throws<InvalidOperationException>(() => first.GetGetter<float>(y));
        Assert.Throws<InvalidOperationException>(() => first.GetGetter<float>(x));
    }

    [Fact]
    public void A_text_among_numbers_is_an_error_that_says_where()
    {
        CsvDataView data = View("x,name,y\n1,a,2\n\"\nz\",b,4\n");
        string message = Assert.Throws<ToolException>(() => data.GetColumn<double>("x").ToArray()).Message;
        Assert.Contains("data.csv, line 3, column 'x': ' z' is not a number; do this with x", message);
    }

    [Fact]
    public void Names_for_the_raw_cells_avoid_the_files_own()
    {
        CsvFile file = CsvFile.Open(_place.Write("data.csv", "cells,raw cells end\n1,2\n"));
        var schema = new DataViewSchema.Builder();
        new RawCells(file).AddTo(schema);
        Assert.Equal(["raw raw cells", "raw raw cells end"], schema.ToSchema().Select(column => column.Name));
    }

    public void Dispose() => _place.Dispose();

    private static double Value(DataViewRow row, DataViewSchema.Column column)
    {
        double value = 0;
        row.GetGetter<double>(column)(ref value);
        return value;
    }

    private CsvDataView View(string text)
    {
        CsvFile file = CsvFile.Open(_place.Write("data.csv", text));
        CsvColumn[] columns = [new("x", 0, NumberDataViewType.Double), new("name", 1, TextDataViewType.Instance),
            new("y", 2, NumberDataViewType.Single)];
        return new CsvDataView(file, columns, new RawCells(file)) { Advice = name => $"do this with {name}", Cancellation = default };
    }
}
