using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;

namespace Norm.ML.Tests.Contract;

/// <summary>What every estimator of ours owes ML.NET, whatever it computes.</summary>
static class EstimatorContract
{
    /// <summary>
    /// Checks that the promise equals the schema, that every way of reading gives the same bits, and that a saved and loaded transformer gives them again.
    /// Returns the rows of the output column.
    /// </summary>
    public static List<T[]> Check<TTransformer, T>(MLContext context, IEstimator<TTransformer> estimator, IDataView data, string output)
        where TTransformer : class, ITransformer
        where T : unmanaged
    {
        TTransformer transformer = estimator.Fit(data);
        Assert.True(transformer.IsRowToRowMapper);

        DataViewSchema schema = transformer.GetOutputSchema(data.Schema);
        IDataView transformed = transformer.Transform(data);
        CheckPromise(estimator.GetOutputSchema(ShapeOf(data.Schema)), schema);
        CheckPromise(estimator.GetOutputSchema(ShapeOf(data.Schema)), transformed.Schema);

        List<T[]> rows = ColumnReader.ByCursor<T>(transformed, output);
        Same(rows, ColumnReader.ByCursor<T>(transformed, output));
        Same(rows, ColumnReader.ByCursorSet<T>(transformed, output, 4));
        Same(rows, ColumnReader.ByCursorSet<T>(transformer.Transform(context.Data.Cache(data)), output, 4));
        Same(rows, ColumnReader.ByRowMapper<T>(transformer, data, output));

        using var file = new MemoryStream();
        context.Model.Save(transformer, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema loadedSchema);
        Assert.Equal(data.Schema.Where(c => !c.IsHidden).Select(c => (c.Name, c.Type)), loadedSchema.Select(c => (c.Name, c.Type)));
        Same(rows, ColumnReader.ByCursor<T>(loaded.Transform(data), output));
        return rows;
    }

    /// <summary>The estimator and the transformer refuse the data, with one message that names everything in <paramref name="named"/>.</summary>
    public static void Refuses<TTransformer>(IEstimator<TTransformer> estimator, IDataView data, params string[] named)
        where TTransformer : class, ITransformer
    {
        foreach (Action attempt in new Action[] { () => estimator.Fit(data), () => estimator.GetOutputSchema(ShapeOf(data.Schema)) })
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(attempt).Message;
            Assert.All(named, name => Assert.Contains(name, message));
        }
    }

    public static void Same<T>(List<T[]> expected, List<T[]> actual)
        where T : unmanaged
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            if (!MemoryMarshal.AsBytes<T>(expected[i]).SequenceEqual(MemoryMarshal.AsBytes<T>(actual[i])))
                Assert.Fail($"Row {i}: expected [{string.Join(", ", expected[i])}], got [{string.Join(", ", actual[i])}].");
        }
    }

    // What an EstimatorChain makes of a schema; ML.NET keeps it to itself.
    public static SchemaShape ShapeOf(DataViewSchema schema) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [schema])!;

    static void CheckPromise(SchemaShape promise, DataViewSchema actual) =>
        Assert.Equal(Describe(ShapeOf(actual)), Describe(promise));

    static string[] Describe(SchemaShape shape) =>
        [.. shape.Select(c => $"{c.Name}: {c.Kind} {c.ItemType} key={c.IsKey} {{{string.Join(", ", Describe(c.Annotations))}}}").Order(StringComparer.Ordinal)];
}
