using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class TransformTests
{
    private readonly MLContext _ml = new(1);

    public sealed class Row
    {
        public float A { get; set; } = 1;

        public float B { get; set; } = 2;

        [VectorType(3)]
        public float[] V { get; set; } = [3, 4, 5];

        public double D { get; set; }

        [KeyType(3)]
        public uint K { get; set; }

        public float[] Any { get; set; } = [6, 7];

        public VBuffer<float> Sparse { get; set; } = new(10, 1, [9], [5]);
    }

    private IDataView View => _ml.Data.LoadFromEnumerable(new[] { new Row(), new Row { A = 10, Any = [8] } });

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    [Fact]
    public void ConcatenateJoinsScalarsAndVectors()
    {
        IDataView view = _ml.Transforms.Concatenate("F", "V", "A", "B").Fit(View).Transform(View);

        Assert.Equal("F: Vector<Single, 5> {SlotNames}", view.Schema["F"].ToString());
        Assert.Equal([3, 4, 5, 1, 2], view.GetColumn<float[]>("F").First());
        Assert.Equal([3, 4, 5, 10, 2], view.GetColumn<float[]>("F").Last());
        Assert.Equal(["", "", "", "A", "B"], SlotNames(view.Schema["F"]));
    }

    [Fact]
    public void ConcatenatePutsColumnNamesBeforeSlotNames()
    {
        var chain = _ml.Transforms.Concatenate("AB", "A", "B").Append(_ml.Transforms.Concatenate("F", "AB", "V", "A"));
        IDataView view = chain.Fit(View).Transform(View);

        Assert.Equal(["AB.A", "AB.B", "", "", "", "A"], SlotNames(view.Schema["F"]));
    }

    [Fact]
    public void ConcatenateOfUnknownSizesHasUnknownSize()
    {
        IDataView view = _ml.Transforms.Concatenate("F", "A", "Any").Fit(View).Transform(View);

        Assert.Equal("F: Vector<Single>", view.Schema["F"].ToString());
        Assert.Equal([10, 8], view.GetColumn<float[]>("F").Last());
    }

    [Fact]
    public void ConcatenateOfOneVectorIsThatVector()
    {
        var chain = _ml.Transforms.Concatenate("AB", "A", "B").Append(_ml.Transforms.Concatenate("F", "AB"));
        IDataView view = chain.Fit(View).Transform(View);

        Assert.Equal(["A", "B"], SlotNames(view.Schema["F"]));
        Assert.Equal([1, 2], view.GetColumn<float[]>("F").First());
    }

    [Fact]
    public void ConcatenateOfFewValuesIsSparse()
    {
        IDataView view = _ml.Transforms.Concatenate("F", "Sparse", "A").Fit(View).Transform(View);
        VBuffer<float> vector = view.GetColumn<VBuffer<float>>("F").First();

        Assert.False(vector.IsDense);
        Assert.Equal([0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1], vector.DenseValues());
    }

    [Fact]
    public void OutputOverItsInputStandsAfterItAndHidesIt()
    {
        IDataView view = _ml.Transforms.Concatenate("A", "A", "B").Fit(View).Transform(View);

        Assert.Equal(["A", "A", "B", "V", "D", "K", "Any", "Sparse"], view.Schema.Select(column => column.Name));
        Assert.True(view.Schema[0].IsHidden);
        Assert.Equal([1, 2], view.GetColumn<float[]>("A").First());
        Assert.Equal([1f, 10f], view.GetColumn<float>(view.Schema[0]));
    }

    [Fact]
    public void ConcatenateRefusesWhatDoesNotFit()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Chain("None").Fit(View));
        Assert.Throws<InvalidOperationException>(() => Chain("A", "D").Fit(View));
        Assert.Throws<InvalidOperationException>(() => Chain("K").Fit(View));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("F", "A", "D").Fit(View).Transform(View));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("F"));

        EstimatorChain<ColumnConcatenatingTransformer> Chain(params string[] inputs) =>
            new EstimatorChain<ITransformer>().Append(_ml.Transforms.Concatenate("F", inputs));
    }

    [Fact]
    public void CopyTakesTypeAndAnnotations()
    {
        var chain = _ml.Transforms.Concatenate("F", "A", "B").Append(_ml.Transforms.CopyColumns("G", "F"));
        IDataView view = chain.Fit(View).Transform(View);

        Assert.Equal("G: Vector<Single, 2> {SlotNames}", view.Schema["G"].ToString());
        Assert.Equal(["A", "B"], SlotNames(view.Schema["G"]));
        Assert.Equal([10, 2], view.GetColumn<float[]>("G").Last());
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CopyColumns("G", "None").Fit(View));
    }

    [Fact]
    public void OnlyNeededInputsAreActive()
    {
        IDataView view = _ml.Transforms.Concatenate("F", "A", "B").Fit(View).Transform(View);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["B"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["B"]));
        Assert.False(cursor.IsColumnActive(view.Schema["F"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<VBuffer<float>>(view.Schema["F"]));
    }

    [Fact]
    public void ShapesForetellTheSchema()
    {
        var chain = _ml.Transforms.Concatenate("F", "A", "V").Append(_ml.Transforms.CopyColumns("G", "F"));
        SchemaShape shape = chain.GetOutputSchema(ShapeOf(View));
        SchemaShape.Column column = shape.Single(candidate => candidate.Name == "G");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(NumberDataViewType.Single, column.ItemType);
        Assert.False(column.IsKey);
        Assert.Equal(["SlotNames"], column.Annotations.Select(annotation => annotation.Name));
        Assert.True(shape.Single(candidate => candidate.Name == "K").IsKey);
    }

    /// <summary>The shape that a chain hands to its first estimator.</summary>
    private SchemaShape ShapeOf(IDataView view)
    {
        var spy = new ShapeSpy(_ml.Transforms.CopyColumns("Copy", "A"));
        new EstimatorChain<ITransformer>().Append(spy).Fit(view);
        return spy.Seen;
    }

    private sealed class ShapeSpy(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        public SchemaShape Seen { get; private set; }

        public ITransformer Fit(IDataView input) => inner.Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(Seen = inputSchema);
    }
}
