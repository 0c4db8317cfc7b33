using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class EnumerableTests
{
    private readonly MLContext _ml = new(1);

    public sealed class Row
    {
        public float Number;

        [VectorType(3)]
        public float[] Fixed { get; set; }

        public double[] Any { get; set; }

        [VectorType(2, 2)]
        public VBuffer<int> Buffer { get; set; }

        public string Text { get; set; }

        public string[] Words { get; set; }

        public ReadOnlyMemory<char> Memory { get; set; }

        public bool Flag { get; set; }

        [KeyType(5)]
        public uint Key { get; set; }

        [ColumnName("Renamed")]
        public long Long { get; set; }

        public TimeSpan Time { get; set; }

        [NoColumn]
        public object Ignored { get; set; }

        public int ReadOnly => 7;

        public static Row Of(int i) => new()
        {
            Number = i,
            Fixed = [i, i + 1, i + 2],
            Any = i == 0 ? null : [.. Enumerable.Range(0, i).Select(x => (double)x)],
            Buffer = new VBuffer<int>(4, 1, [i], [2]),
            Text = i == 0 ? null : $"text {i}",
            Words = ["a", null, $"{i}"],
            Memory = $"memory {i}".AsMemory(),
            Flag = i % 2 == 0,
            Key = (uint)i,
            Long = 1L << i,
            Time = TimeSpan.FromSeconds(i),
        };
    }

    [Fact]
    public void MembersBecomeColumns()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([Row.Of(0)]);

        Assert.Equal(
            "Number: Single; Fixed: Vector<Single, 3>; Any: Vector<Double>; Buffer: Vector<Int32, 2, 2>; Text: String; "
            + "Words: Vector<String>; Memory: String; Flag: Boolean; Key: Key<UInt32, 0-4>; Renamed: Int64; Time: TimeSpan; ReadOnly: Int32",
            string.Join("; ", view.Schema));
        Assert.Equal(1, view.GetRowCount());
        Assert.False(view.CanShuffle);
        Assert.Null(_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(Row.Of)).GetRowCount());
    }

    [Fact]
    public void RowsComeBackAsTheyWere()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(Row.Of));
        Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false)];

        Assert.Equal(4, rows.Length);
        Row row = rows[3];
        Assert.Equal(3, row.Number);
        Assert.Equal([3, 4, 5], row.Fixed);
        Assert.Equal([0, 1, 2], row.Any);
        Assert.Equal([0, 0, 3, 0], row.Buffer.DenseValues());
        Assert.False(row.Buffer.IsDense);
        Assert.Equal("text 3", row.Text);
        Assert.Equal(["a", "", "3"], row.Words);
        Assert.Equal("memory 3", row.Memory.ToString());
        Assert.False(row.Flag);
        Assert.Equal(8, row.Long);
        Assert.Equal(TimeSpan.FromSeconds(3), row.Time);
        Assert.Equal("", rows[0].Text);
        Assert.Null(rows[0].Any);
        Assert.Equal([0, 1, 2], rows[0].Fixed);
    }

    [Fact]
    public void KeysCountFromOneInColumns()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(new[] { Row.Of(0), Row.Of(4), Row.Of(5) });

        Assert.Equal([1u, 5u, 0u], view.GetColumn<uint>("Key"));
    }

    [Fact]
    public void RowObjectsAreReusedOnRequest()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(Row.Of));

        Assert.Single(_ml.Data.CreateEnumerable<Row>(view, reuseRowObject: true).Distinct());
        Assert.Equal(3, _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false).Distinct().Count());
    }

    public sealed class Other
    {
        public float Number { get; set; }

        public float Absent { get; set; } = 5;
    }

    public sealed class WrongType
    {
        public double Number { get; set; }
    }

    [Fact]
    public void MissingAndUnfitColumnsAreErrors()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([Row.Of(1)]);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Other>(view, false).ToArray());
        Assert.Equal(5, _ml.Data.CreateEnumerable<Other>(view, false, ignoreMissingColumns: true).Single().Absent);
        Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<WrongType>(view, false).ToArray());
    }

    public sealed class Unfit
    {
        public Uri Link { get; set; }
    }

    [Fact]
    public void MembersOfOtherTypesAreErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new[] { new Unfit() }));
        Assert.Throws<ArgumentNullException>(() => _ml.Data.LoadFromEnumerable<Row>(null));
    }

    [Fact]
    public void DefinitionChangesTypesNamesAndAnnotations()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition["Any"].ColumnType = new VectorDataViewType(NumberDataViewType.Double, 2);
        definition["Any"].ColumnName = "Two";
        definition["Number"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        definition.Remove(definition["ReadOnly"]);
        IDataView view = _ml.Data.LoadFromEnumerable([Row.Of(2)], definition);

        Assert.Equal("Two: Vector<Double, 2>", view.Schema["Two"].ToString());
        Assert.True(view.Schema["Number"].IsNormalized());
        Assert.Null(view.Schema.GetColumnOrNull("ReadOnly"));
        Assert.Equal([0, 1], view.GetColumn<double[]>("Two").Single());
    }

    [Fact]
    public void SchemaGivesTypesAndAnnotations()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Other));
        definition["Number"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        IDataView view = _ml.Data.LoadFromEnumerable(new[] { new Other() }, definition);
        IDataView again = _ml.Data.LoadFromEnumerable(new[] { new Other() }, view.Schema);

        Assert.True(again.Schema["Number"].IsNormalized());
    }

    [Fact]
    public void CursorChecksWhatIsAsked()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 2).Select(Row.Of));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Number"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Text"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<float[]>(view.Schema["Fixed"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(view.Schema["Number"]));
        ValueGetter<float> getter = cursor.GetGetter<float>(view.Schema["Number"]);
        float value = 0;
        Assert.ThrowsAny<Exception>(() => getter(ref value));
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        getter(ref value);
        Assert.Equal(1, value);
        DataViewRowId id = default;
        cursor.GetIdGetter()(ref id);
        Assert.Equal(new DataViewRowId(1, 0), id);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void ColumnsAreReadAsValuesStringsAndArrays()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 2).Select(Row.Of));

        Assert.Equal([0f, 1f], view.GetColumn<float>("Number"));
        Assert.Equal(["", "text 1"], view.GetColumn<string>("Text"));
        Assert.Equal([1, 2, 3], view.GetColumn<float[]>("Fixed").Last());
        Assert.Equal(["a", "", "1"], view.GetColumn<string[]>(view.Schema["Words"]).Last());
        Assert.Equal([0, 0, 1, 0], view.GetColumn<VBuffer<int>>("Buffer").Last().DenseValues());
        Assert.Throws<ArgumentOutOfRangeException>(() => view.GetColumn<double>("Number").ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => view.GetColumn<float>("None").ToArray());
    }

    [Fact]
    public void PreviewShowsRowsAndColumns()
    {
        DataDebuggerPreview preview = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(Row.Of)).Preview(maxRows: 3);

        Assert.Equal("12 columns, 3 rows", preview.ToString());
        Assert.Equal(KeyValuePair.Create<string, object>("Number", 2f), preview.RowView[2].Values[0]);
        Assert.Equal([0f, 1f, 2f], preview.ColumnView[0].Values);
    }
}
