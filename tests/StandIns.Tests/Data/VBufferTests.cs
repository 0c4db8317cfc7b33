using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class VBufferTests
{
    private static VBuffer<float> Dense => new(4, [1, 2, 3, 4]);

    private static VBuffer<float> Sparse => new(6, 2, [5, 7], [1, 4]);

    [Fact]
    public void DenseHasValuesAndNoIndices()
    {
        Assert.True(Dense.IsDense);
        Assert.Equal([1, 2, 3, 4], Dense.GetValues().ToArray());
        Assert.Equal(0, Dense.GetIndices().Length);
        Assert.Equal("Dense vector of size 4", Dense.ToString());
        Assert.True(default(VBuffer<float>).IsDense);
        Assert.Equal(0, default(VBuffer<float>).GetValues().Length);
    }

    [Fact]
    public void SparseHasValuesAtIndices()
    {
        Assert.False(Sparse.IsDense);
        Assert.Equal([5, 7], Sparse.GetValues().ToArray());
        Assert.Equal([1, 4], Sparse.GetIndices().ToArray());
        Assert.Equal([0, 5, 0, 0, 7, 0], Sparse.DenseValues());
        Assert.Equal([1, 4], Sparse.Items().Select(item => item.Key));
        Assert.Equal([0, 5, 0, 0, 7, 0], Sparse.Items(all: true).Select(item => item.Value));
        Assert.Equal("Sparse vector of size 6, 2 explicit values", Sparse.ToString());
        Assert.Equal(7, Sparse.GetItemOrDefault(4));
        Assert.Equal(0, Sparse.GetItemOrDefault(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(6));
    }

    [Fact]
    public void ArraysMustSuffice()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(-1, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 4, [1, 2, 3, 4], [1, 2, 3, 4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, [1, 2], [0]));
        Assert.Equal([1, 2], new VBuffer<float>(2, [1, 2, 3]).DenseValues());
    }

    [Fact]
    public void CopiesKeepTheirShape()
    {
        VBuffer<float> copy = default;
        Sparse.CopyTo(ref copy);
        Assert.False(copy.IsDense);
        Assert.Equal(Sparse.DenseValues(), copy.DenseValues());
        Sparse.CopyToDense(ref copy);
        Assert.True(copy.IsDense);
        Assert.Equal(Sparse.DenseValues(), copy.DenseValues());
        Dense.CopyTo(ref copy, 1, 2);
        Assert.Equal([2, 3], copy.DenseValues());
        Sparse.CopyTo(ref copy, 1, 4);
        Assert.Equal([5, 0, 0, 7], copy.DenseValues());
        Assert.Equal([0, 3], copy.GetIndices().ToArray());
        VBuffer<float>.Copy([1, 2, 3], 1, ref copy, 2);
        Assert.Equal([2, 3], copy.DenseValues());
    }

    [Fact]
    public void CopyToSpanFillsTheGaps()
    {
        var span = new float[8];
        Sparse.CopyTo(span, 1, -1);
        Assert.Equal([0, -1, 5, -1, -1, 7, -1, 0], span);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dense.CopyTo(new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dense.CopyTo(new float[5], 2));
    }

    [Fact]
    public void EditorReusesArraysThatSuffice()
    {
        float[] values = [1, 2, 3, 4];
        var buffer = new VBuffer<float>(4, values);

        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 3);
        Assert.False(editor.CreatedNewValues);
        editor.Values[0] = 9;
        buffer = editor.Commit();
        Assert.Equal(9, values[0]);
        Assert.Equal(3, buffer.Length);

        editor = VBufferEditor.Create(ref buffer, 100);
        Assert.True(editor.CreatedNewValues);
        Assert.Equal(100, editor.Values.Length);
        Assert.Equal(0, editor.Indices.Length);

        editor = VBufferEditor.Create(ref buffer, 4, keepOldOnResize: true, valuesCount: 4);
        Assert.False(editor.CreatedNewValues);
    }

    [Fact]
    public void EditorWritesInPlace()
    {
        VBuffer<float> buffer = Sparse;
        VBufferEditor<float> editor = VBufferEditor.CreateFromBuffer(ref buffer);
        editor.Values[1] = 8;
        Assert.Equal([0, 5, 0, 0, 8, 0], editor.Commit().DenseValues());
        Assert.Equal([0, 5, 0, 0, 0, 0], editor.CommitTruncated(1).DenseValues());
        Assert.Throws<ArgumentOutOfRangeException>(() => VBufferEditor.Create(ref buffer, 3, 4).Commit());
        Assert.Throws<ArgumentOutOfRangeException>(() => VBufferEditor.CreateFromBuffer(ref buffer).CommitTruncated(3));
    }

    [Fact]
    public void EditorKeepsOldValuesWhenAsked()
    {
        VBuffer<float> buffer = Dense;
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 50, 40, keepOldOnResize: true);
        Assert.Equal([1, 2, 3, 4], editor.Values[..4].ToArray());
        Assert.Equal(40, editor.Indices.Length);
    }
}
