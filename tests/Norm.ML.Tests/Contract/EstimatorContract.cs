using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;

namespace Norm.ML.Tests.Contract;

/// <summary>What every estimator of ours owes ML.NET, whatever it computes.</summary>
internal static class EstimatorContract
{
    /// <summary>
    /// Checks that the promise equals the schema, and the transformer with <see cref="TransformerContract"/>. Returns the rows of the output column.
    /// </summary>
    public static List<T[]> Check<TTransformer, T>(MLContext context, IEstimator<TTransformer> estimator, IDataView data, string output)
        where TTransformer : class, ITransformer
        where T : unmanaged
    {
        TTransformer transformer = estimator.Fit(data);
        CheckPromise(estimator.GetOutputSchema(ShapeOf(data.Schema)), transformer.GetOutputSchema(data.Schema));
        Assert.Throws<ArgumentNullException>(() => estimator.Fit(null!));
        Assert.Throws<ArgumentNullException>(() => estimator.GetOutputSchema(null!));
        return TransformerContract.Check<T>(context, transformer, data, output);
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
            {
                Assert.Fail($"Row {i}: expected [{string.Join(", ", expected[i])}], got [{string.Join(", ", actual[i])}].");
            }
        }
    }

    // What an EstimatorChain makes of a schema; ML.NET keeps it to itself.
    public static SchemaShape ShapeOf(DataViewSchema schema) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [schema])!;

    public static void SameSchema(DataViewSchema expected, DataViewSchema actual) =>
        Assert.Equal(expected.Select(c => (c.Name, c.Type, c.IsHidden, Describe(c.Annotations.Schema))),
        actual.Select(c => (c.Name, c.Type, c.IsHidden, Describe(c.Annotations.Schema))));

    private static string Describe(DataViewSchema annotations) =>
        string.Join(", ", annotations.Select(annotation => $"{annotation.Name}: {annotation.Type}"));

    public static void CheckPromise(SchemaShape promise, DataViewSchema actual) =>
        Assert.Equal(Describe(ShapeOf(actual)), Describe(promise));

    private static string[] Describe(SchemaShape shape) =>
        [.. shape.Select(c => $"{c.Name}: {c.Kind} {c.ItemType} key={c.IsKey} {{{string.Join(", ", Describe(c.Annotations))}}}")
        .Order(StringComparer.Ordinal)];
}
