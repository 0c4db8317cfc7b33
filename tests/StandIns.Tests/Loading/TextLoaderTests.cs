using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public sealed class TextLoaderTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly List<string> _files = [];

    public void Dispose() => _files.ForEach(File.Delete);

    private string Write(string text)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        File.WriteAllText(path, text);
        return path;
    }

    public sealed class Row
    {
        [LoadColumn(0)]
        public string Name { get; set; }

        [LoadColumn(1, 3)]
        public float[] Values { get; set; }

        [LoadColumn(4)]
        [ColumnName("Flag")]
        public bool IsOn { get; set; }

        [LoadColumn(5)]
        public int Count;

        [LoadColumn(6)]
        [KeyType(3)]
        public uint Key { get; set; }
    }

    [Fact]
    public void AttributesSayWhereMembersStand()
    {
        string path = Write("name,a,b,c,flag,count,key\n\"x, \"\"y\"\"\",1,-2.5,3e2,true,7,0\nz,1,,NaN,0,-8,9\n");
        IDataView view = _ml.Data.LoadFromTextFile<Row>(path, ',', hasHeader: true, allowQuoting: true);
        Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(view, false)];

        // Of fields and properties, fields come first.
        Assert.Equal(
            "Count: Int32; Name: String; Values: Vector<Single, 3>; Flag: Boolean; Key: Key<UInt32, 0-2>", string.Join("; ", view.Schema));
        Assert.Null(view.GetRowCount());
        Assert.Equal("x, \"y\"", rows[0].Name);
        Assert.Equal([1, -2.5f, 300], rows[0].Values);
        Assert.True(rows[0].IsOn);
        Assert.Equal(7, rows[0].Count);
        Assert.Equal(1u, rows[0].Key);
        Assert.Equal([1, 0, float.NaN], rows[1].Values);
        Assert.False(rows[1].IsOn);
        Assert.Equal(-8, rows[1].Count);
        Assert.Equal(0u, rows[1].Key);
    }

    private IDataView Load(string text, Action<TextLoader.Options> change = null, params TextLoader.Column[] columns)
    {
        var options = new TextLoader.Options { Separators = [','], Columns = columns };
        change?.Invoke(options);
        return _ml.Data.LoadFromTextFile(Write(text), options);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("na")]
    [InlineData("abc")]
    [InlineData("1.2.3")]
    public void UnreadableRealIsNaN(string text) =>
        Assert.Equal([float.NaN], Load($"{text}\n", null, new TextLoader.Column("A", DataKind.Single, 0)).GetColumn<float>("A"));

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(true, double.NaN)]
    public void EmptyRealIsZeroUnlessNaNIsAskedFor(bool nan, double expected)
    {
        IDataView view = Load(
            "1,,3\n1\n",
            options => options.MissingRealsAsNaNs = nan,
            new TextLoader.Column("A", DataKind.Double, 1),
            new TextLoader.Column("V", DataKind.Double, 0, 2));

        Assert.Equal([expected, expected], view.GetColumn<double>("A"));
        double[][] vectors = [.. view.GetColumn<double[]>("V")];
        Assert.Equal([1, expected, 3], vectors[0]);
        Assert.Equal([1, expected, expected], vectors[1]);
    }

    [Fact]
    public void UnreadableIntegerIsAnErrorThatNamesTheLine()
    {
        IDataView view = Load("1\nx\n", null, new TextLoader.Column("A", DataKind.Int32, 0));
        Exception error = Assert.ThrowsAny<Exception>(() => view.GetColumn<int>("A").ToArray());

        string all = string.Join(" ", Chain(error).Select(e => e.Message));
        Assert.Contains("x", all);
        Assert.Contains("line 2", all);
        Assert.Contains("A", all);
    }

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (; error != null; error = error.InnerException)
            yield return error;
    }

    [Fact]
    public void RangesScalarsAndTheRestOfTheLine()
    {
        IDataView view = Load(
            "1,2,3,4,5\n6,7,8,9,10\n",
            null,
            new TextLoader.Column("One", DataKind.Single, 4),
            new TextLoader.Column("OneAsVector", DataKind.Single, 1, 1),
            new TextLoader.Column("Parts", DataKind.Single, [new TextLoader.Range(3), new TextLoader.Range(0, 1)]),
            new TextLoader.Column("Rest", DataKind.Single, [new TextLoader.Range(2, null)]),
            new TextLoader.Column("Any", DataKind.Single, [new TextLoader.Range { Min = 3, VariableEnd = true }]));

        Assert.Equal(
            "One: Single; OneAsVector: Vector<Single, 1>; Parts: Vector<Single, 3>; Rest: Vector<Single, 3>; Any: Vector<Single>",
            string.Join("; ", view.Schema));
        Assert.Equal([5f, 10f], view.GetColumn<float>("One"));
        Assert.Equal([4, 1, 2], view.GetColumn<float[]>("Parts").First());
        Assert.Equal([8, 9, 10], view.GetColumn<float[]>("Rest").Last());
        Assert.Equal([9, 10], view.GetColumn<float[]>("Any").Last());
    }

    [Fact]
    public void HeaderNamesSlotsWhereTheFileIsTheSample()
    {
        IDataView view = Load(
            "a, b ,\"c\"\n1,2,3\n",
            options => (options.HasHeader, options.AllowQuoting) = (true, true),
            new TextLoader.Column("V", DataKind.Single, 0, 2));
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema["V"].GetSlotNames(ref names);

        Assert.Equal(["a", "b", "c"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal([1, 2, 3], view.GetColumn<float[]>("V").Single());

        IDataView without = _ml.Data.LoadFromTextFile(
            Write("a,b\n1,2\n"), [new TextLoader.Column("V", DataKind.Single, 0, 1)], ',', hasHeader: true);
        Assert.False(without.Schema["V"].HasSlotNames());
        Assert.Equal([1, 2], without.GetColumn<float[]>("V").Single());
    }

    [Fact]
    public void CommentsAndEmptyLinesAreLeftOut()
    {
        IDataView view = Load(
            "# before\n\n// also\nhead\n1\n\n//x\n2\n", options => options.HasHeader = true, new TextLoader.Column("A", DataKind.Int32, 0));

        Assert.Equal([1, 2], view.GetColumn<int>("A"));
    }

    [Fact]
    public void TextKeepsItsSpacesUnlessTrimmed()
    {
        TextLoader.Column[] columns = [new("A", DataKind.String, 0), new("B", DataKind.String, 1)];

        Assert.Equal(["b  "], Load("  a , b  \n", null, columns).GetColumn<string>("B"));
        Assert.Equal(["a "], Load("  a , b  \n", null, columns).GetColumn<string>("A"));
        Assert.Equal(["b"], Load("  a , b  \n", options => options.TrimWhitespace = true, columns).GetColumn<string>("B"));
        Assert.Equal([""], Load("a\n", null, columns).GetColumn<string>("B"));
    }

    [Fact]
    public void QuotedFieldsMayHoldLineEnds()
    {
        IDataView view = Load(
            "\"a\nb\",1\nc,2\n",
            options => (options.AllowQuoting, options.ReadMultilines) = (true, true),
            new TextLoader.Column("A", DataKind.String, 0),
            new TextLoader.Column("B", DataKind.Int32, 1));

        Assert.Equal(["a\nb", "c"], view.GetColumn<string>("A"));
        Assert.Equal([1, 2], view.GetColumn<int>("B"));
    }

    [Fact]
    public void SparseItemsFillTheirSlots()
    {
        IDataView view = Load(
            "9,4,1:5,3:7\n8,4,0:1\n",
            options => options.AllowSparse = true,
            new TextLoader.Column("Label", DataKind.Single, 0),
            new TextLoader.Column("V", DataKind.Single, 1, 4));

        Assert.Equal([9f, 8f], view.GetColumn<float>("Label"));
        Assert.Equal([0, 5, 0, 7], view.GetColumn<float[]>("V").First());
        Assert.Equal([1, 0, 0, 0], view.GetColumn<float[]>("V").Last());
    }

    [Fact]
    public void SeparatorsDecimalsAndRowLimit()
    {
        TextLoader.Column[] columns = [new("A", DataKind.Double, 0), new("B", DataKind.Double, 1)];

        Assert.Equal([2.0], Load("1;2|3\n", options => options.Separators = [';', '|'], columns).GetColumn<double>("B"));
        Assert.Equal(
            [1.5],
            Load("1,5;2\n", options => (options.Separators, options.DecimalMarker) = ([';'], ','), columns).GetColumn<double>("A"));
        Assert.Equal([1.0, 2.0], Load("1,1\n2,1\n3,1\n", options => options.MaxRows = 2, columns).GetColumn<double>("A"));
    }

    [Fact]
    public void BadRequestsAreErrors()
    {
        TextLoader.Column column = new("A", DataKind.Single, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile("no such file.csv", [column]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\n", options => options.Separators = ['5'], column));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\n", options => options.EscapeChar = ',', column));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Load("1\n", null, new TextLoader.Column("A", DataKind.Single, [new(0, 2), new(1)])));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Load("1,2\n3\n", null, new TextLoader.Column("A", DataKind.Single, [new(0, null)])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextLoader.Range(3, 2));
        Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromTextFile<Bare>(Write("1\n")));
    }

    public sealed class Bare
    {
        public float A { get; set; }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CursorsShareBatchesOfLines(int n)
    {
        IDataView view = Load(
            string.Join('\n', Enumerable.Range(0, 1000)), null, new TextLoader.Column("Number", DataKind.Int32, 0));
        DataViewRowCursor[] cursors = view.GetRowCursorSet(view.Schema, n);

        Assert.Equal(n, cursors.Length);
        ViewTests.CheckSet(cursors, 1000);
    }

    [Fact]
    public void BadValuesAreReported()
    {
        var messages = new List<string>();
        _ml.Log += (_, message) => messages.Add(message.RawMessage);
        Load("1\nx\n3\n", null, new TextLoader.Column("A", DataKind.Single, 0)).GetColumn<float>("A").ToArray();

        Assert.Contains("  Bad value at line 2 in column A", messages);
        Assert.Contains("Processed 3 rows with 1 bad values and 0 format errors", messages);
    }

    public sealed class Saved
    {
        public float Number { get; set; }

        public string Text { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; }
    }

    [Fact]
    public void TextThatIsSavedCanBeLoaded()
    {
        Saved[] rows = [new() { Number = 1.1f, Text = "a, \"b\"", Pair = [1, 2] }, new() { Number = float.NaN, Text = "", Pair = [0, -3e-9f] }];
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        using var stream = new MemoryStream();
        _ml.Data.SaveAsText(view, stream, ',', schema: false, forceDense: true);
        string text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        IDataView loaded = Load(
            text,
            options => (options.AllowQuoting, options.HasHeader) = (true, true),
            new("Number", DataKind.Single, 0),
            new("Text", DataKind.String, 1),
            new("Pair", DataKind.Single, 2, 3));

        Assert.StartsWith("Number,Text,\"\",\"\"", text);
        Assert.Equal([1.1f, float.NaN], loaded.GetColumn<float>("Number"));
        Assert.Equal(["a, \"b\"", ""], loaded.GetColumn<string>("Text"));
        Assert.Equal([0, -3e-9f], loaded.GetColumn<float[]>("Pair").Last());
    }

    [Fact]
    public void SavedTextDescribesItsColumns()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(new[] { new Saved { Text = "t", Pair = [1, 2] } });
        using var stream = new MemoryStream();
        _ml.Data.SaveAsText(view, stream);
        string[] lines = System.Text.Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(
            ["#@ TextLoader{", "#@   header+", "#@   sep=tab", "#@   col=Number:R4:0", "#@   col=Text:TX:1", "#@   col=Pair:R4:2-3", "#@ }"],
            lines[..7]);
    }
}
