using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class SmokeTests
{
    class Row { public float A; public float B; [VectorType(3)] public float[] X; public string T; }
    class Out { public float[] F; public float[] X; public string T; }

    [Fact]
    public void All()
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(new[] { new Row { A = 1, B = 2, X = [3, 4, 5], T = "t" }, new Row { A = 1, B = 2, X = [3, 4, 6], T = "u" } });
        var chain = ml.Transforms.Concatenate("F", "A", "B", "X").Append(ml.Transforms.CopyColumns("G", "F"));
        var model = chain.Fit(view);
        var stream = new MemoryStream();
        ml.Model.Save(model, view.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out var schema);
        Assert.Equal("A, B, X, T", string.Join(", ", schema.Select(c => c.Name)));
        var rows = ml.Data.CreateEnumerable<Out>(ml.Data.Cache(loaded.Transform(view)), false).ToArray();
        Assert.Equal([1, 2, 3, 4, 6], rows[1].F);
        Assert.Equal("u", rows[1].T);
        var engine = ml.Model.CreatePredictionEngine<Row, Out>(loaded);
        Assert.Equal([1, 2, 7, 4, 5], engine.Predict(new Row { A = 1, B = 2, X = [7, 4, 5], T = "t" }).F);
        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded.Transform(view).Schema["F"].GetSlotNames(ref names);
        Assert.Equal("A,B,,,", string.Join(",", names.DenseValues()));
    }
}
