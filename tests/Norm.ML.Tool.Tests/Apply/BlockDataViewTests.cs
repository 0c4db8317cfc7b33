using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Apply;

/// <summary>Rows of a source as ML.NET data.</summary>
public sealed class BlockDataViewTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly List<RowSource> _sources = [];

    [Fact]
    public void ML_NET_reads_numbers_and_texts()
    {
        BlockDataView data = View("x,name,y\n1.5,ab,2\nNA,,3\n");
        Assert.Equal([1.5, double.NaN], data.GetColumn<double>("x"));
        Assert.Equal([2f, 3f], data.GetColumn<float>("y"));
        Assert.Equal(["ab", ""], data.GetColumn<string>("name"));
    }

    [Fact]
    public void Texts_come_without_their_quotes() =>
        Assert.Equal(["a,\"b", "5\" nails"], View("x,name,y\n1,\"a,\"\"b\",2\n1, 5\" nails ,2\n").GetColumn<string>("name"));

    [Fact]
    public void Each_cursor_reads_from_the_start_and_only_what_it_was_asked_for()
    {
        BlockDataView data = View("x,name,y\n1,a,2\n3,b,4\n");
        DataViewSchema.Column x = data.Schema["x"], y = data.Schema["y"];
        using DataViewRowCursor first = data.GetRowCursor([x]);
        Assert.Equal(-1, first.Position);
        Assert.True(first.MoveNext() && first.MoveNext());
        Assert.Equal(1, first.Position);
        Assert.Equal(3.0, Value(first, x));
        Assert.False(first.MoveNext() || first.MoveNext());
        Assert.Equal(-1, first.Position);
        Assert.False(first.IsColumnActive(y));
        Assert.Throws<InvalidOperationException>(() => first.GetGetter<float>(y));
        Assert.Throws<InvalidOperationException>(() => first.GetGetter<float>(x));
        using DataViewRowCursor second = Assert.Single(data.GetRowCursorSet([x], 8));
        Assert.True(second.MoveNext());
        Assert.Equal((0L, 1.0), (second.Position, Value(second, x)));
    }

    [Fact]
    public void A_text_among_numbers_is_an_error_that_says_where()
    {
        BlockDataView data = View("x,name,y\n1,a,2\n\"\nz\",b,4\n");
        string message = Assert.Throws<ToolException>(() => data.GetColumn<double>("x").ToArray()).Message;
        Assert.Contains("data.csv, line 3, column 'x': ' z' is not a number; do this.", message);
    }

    public void Dispose()
    {
        _sources.ForEach(source => source.Dispose());
        _place.Dispose();
    }

    private static double Value(DataViewRow row, DataViewSchema.Column column)
    {
        double value = 0;
        row.GetGetter<double>(column)(ref value);
        return value;
    }

    private BlockDataView View(string text)
    {
        RowSource source = _place.Source("data.csv", text);
        _sources.Add(source);
        BlockColumn[] columns = [new("x", 0, NumberDataViewType.Double, 0), new("name", 1, TextDataViewType.Instance, -1),
            new("y", 2, NumberDataViewType.Single, 1)];
        return BlockDataView.Of(source, columns, "do this.", _ => { }, CancellationToken.None);
    }
}
