using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class SchemaTests
{
    [Fact]
    public void LaterColumnHidesEarlierOneOfItsName()
    {
        DataViewSchema schema = Schema(("A", NumberDataViewType.Single), ("B", TextDataViewType.Instance), ("A", NumberDataViewType.Double));

        Assert.Equal(3, schema.Count);
        Assert.True(schema[0].IsHidden);
        Assert.False(schema[2].IsHidden);
        Assert.Equal(2, schema["A"].Index);
        Assert.Equal(NumberDataViewType.Double, schema.GetColumnOrNull("A")?.Type);
        Assert.Null(schema.GetColumnOrNull("C"));
    }

    [Fact]
    public void UnknownColumnIsAnError()
    {
        DataViewSchema schema = Schema(("A", NumberDataViewType.Single));

        Assert.Throws<ArgumentOutOfRangeException>(() => schema["B"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[-1]);
        Assert.Throws<ArgumentNullException>(() => schema[null]);
        Assert.Throws<ArgumentNullException>(() => schema.GetColumnOrNull(""));
        Assert.Throws<ArgumentNullException>(() => new DataViewSchema.Builder().AddColumn("", NumberDataViewType.Single));
        Assert.Throws<ArgumentNullException>(() => new DataViewSchema.Builder().AddColumn("A", null));
    }

    [Fact]
    public void ColumnsPrintTheirTypeAndAnnotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", new VectorDataViewType(NumberDataViewType.Int32, 3), annotations.ToAnnotations());
        DataViewSchema schema = builder.ToSchema();

        Assert.Equal("A: Single", schema[0].ToString());
        Assert.Equal("B: Vector<Int32, 3> {IsNormalized}", schema[1].ToString());
        Assert.Equal("2 columns", schema.ToString());
    }

    [Fact]
    public void AnnotationsAreReadByKindAndType()
    {
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]);
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        DataViewSchema.Annotations annotations = builder.ToAnnotations();

        bool normalized = false;
        annotations.GetValue("IsNormalized", ref normalized);
        Assert.True(normalized);
        float wrong = 0;
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("IsNormalized", ref wrong));
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Other", ref wrong));
        Assert.Equal("SlotNames, IsNormalized", annotations.ToString());

        var selected = new DataViewSchema.Annotations.Builder();
        selected.Add(annotations, kind => kind == "SlotNames");
        Assert.Equal("SlotNames", selected.ToAnnotations().ToString());
    }

    [Fact]
    public void AnnotationGettersMustFitTheirType()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        ValueGetter<float> getter = (ref float value) => value = 1;

        Assert.Throws<ArgumentException>(() => builder.Add("K", NumberDataViewType.Double, getter));
        Assert.ThrowsAny<Exception>(() => builder.Add("K", NumberDataViewType.Double, (Delegate)getter));
        builder.Add("K", NumberDataViewType.Single, (Delegate)getter);
    }

    [Fact]
    public void WellKnownAnnotationsHaveExtensions()
    {
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Good", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
        builder.AddColumn("WrongSize", new VectorDataViewType(NumberDataViewType.Single, 3), annotations.ToAnnotations());
        builder.AddColumn("None", new VectorDataViewType(NumberDataViewType.Single, 2));
        DataViewSchema schema = builder.ToSchema();

        Assert.True(schema["Good"].HasSlotNames());
        Assert.False(schema["WrongSize"].HasSlotNames());
        Assert.False(schema["None"].HasSlotNames());
        Assert.True(schema["Good"].IsNormalized());
        Assert.False(schema["None"].IsNormalized());
        VBuffer<ReadOnlyMemory<char>> read = default;
        schema["Good"].GetSlotNames(ref read);
        Assert.Equal(["x", "y"], read.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void RowIdsDeriveOthers()
    {
        var id = new DataViewRowId(1, 2);

        Assert.Equal("00000000000000020000000000000001", id.ToString());
        Assert.Equal(id, new DataViewRowId(1, 2));
        Assert.True(id.CompareTo(new DataViewRowId(0, 3)) < 0);
        Assert.Equal(new DataViewRowId(0x7adce733, 0x79e99deb4), id.Next());
        Assert.Equal(6, new[] { id, id.Next(), id.Fork(), id.Next().Next(), id.Combine(id.Next()), id.Next().Combine(id) }.Distinct().Count());
    }

    private static DataViewSchema Schema(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach ((string name, DataViewType type) in columns)
            builder.AddColumn(name, type);
        return builder.ToSchema();
    }
}
