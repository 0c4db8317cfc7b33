using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

/// <summary>A chain of the transformers that both engines have, on a schema with many types and annotations.</summary>
internal static class SampleModel
{
    public sealed class Row
    {
        public float A { get; set; } = 1;

        [VectorType(3)]
        public float[] V { get; set; } = [2, 3, 4];

        public string Text { get; set; } = "t";

        [KeyType(7)]
        public uint Key { get; set; } = 2;

        public bool Flag { get; set; }

        [VectorType(2, 2)]
        public double[] Square { get; set; } = [1, 2, 3, 4];

        public int[] Any { get; set; } = [1];

        public DateTime Date { get; set; } = new(2020, 1, 2);
    }

    public sealed class Result
    {
        public float[] F { get; set; }

        public float[] G { get; set; }
    }

    public static IDataView View(MLContext ml)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition["V"].AddAnnotation("SlotNames", Texts("x", "", "zä"), new VectorDataViewType(TextDataViewType.Instance, 3));
        definition["V"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        definition["Key"].AddAnnotation(
            "KeyValues",
            Texts([.. Enumerable.Range(0, 7).Select(i => $"a rather long and repetitive name {i}")]),
            new VectorDataViewType(TextDataViewType.Instance, 7));
        definition["A"].AddAnnotation("Weight", 2.5, NumberDataViewType.Double);
        definition["A"].AddAnnotation(
            "Sparse", new VBuffer<float>(5, 1, [7], [3]), new VectorDataViewType(NumberDataViewType.Single, 5));
        return ml.Data.LoadFromEnumerable([new Row()], definition);
    }

    public static byte[] Save(MLContext ml)
    {
        IDataView view = View(ml);
        var model = ml.Transforms.Concatenate("F", "V", "A")
            .Append(ml.Transforms.CopyColumns("G", "F"))
            .Append(ml.Transforms.Concatenate("F", "F", "G"))
            .Fit(view);
        using var stream = new MemoryStream();
        ml.Model.Save(model, view.Schema, stream);
        return stream.ToArray();
    }

    public static void Check(MLContext ml, Stream stream)
    {
        ITransformer model = ml.Model.Load(stream, out DataViewSchema schema);

        Assert.Equal(string.Join("; ", View(ml).Schema), string.Join("; ", schema));
        Assert.Equal(["x", "", "zä"], TextsOf(schema["V"], "SlotNames"));
        Assert.True(schema["V"].IsNormalized());
        Assert.Equal("a rather long and repetitive name 6", TextsOf(schema["Key"], "KeyValues")[6]);
        double weight = 0;
        schema["A"].Annotations.GetValue("Weight", ref weight);
        Assert.Equal(2.5, weight);
        VBuffer<float> sparse = default;
        schema["A"].Annotations.GetValue("Sparse", ref sparse);
        Assert.False(sparse.IsDense);
        Assert.Equal([0, 0, 0, 7, 0], sparse.DenseValues());

        Assert.Equal(
            ["ColumnConcatenatingTransformer", "ColumnCopyingTransformer", "ColumnConcatenatingTransformer"],
            Assert.IsAssignableFrom<IEnumerable<ITransformer>>(model).Select(step => step.GetType().Name));
        Assert.Equal([2, 3, 4, 1, 2, 3, 4, 1], model.Transform(View(ml)).GetColumn<float[]>("F").Single());
        Assert.Equal(["F.V.x", "", "F.V.zä", "F.A", "G.V.x", "", "G.V.zä", "G.A"], TextsOf(model.GetOutputSchema(schema)["F"], "SlotNames"));
        using var engine = ml.Model.CreatePredictionEngine<Row, Result>(model);
        Assert.Equal([2, 3, 4, 9], engine.Predict(new Row { A = 9 }).G);
    }

    private static VBuffer<ReadOnlyMemory<char>> Texts(params string[] texts) =>
        new(texts.Length, [.. texts.Select(text => text.AsMemory())]);

    private static string[] TextsOf(DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue(kind, ref texts);
        return [.. texts.DenseValues().Select(text => text.ToString())];
    }
}
