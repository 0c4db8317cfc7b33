using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Testing;

/// <summary>What a kernel gives as a component of ML.NET: the kernel's bits through pipelines, saved models and span normalizers.</summary>
/// <typeparam name="TKernel">The kernel. A saved model finds it by its name: it is a type of its own, not nested in a generic one.</typeparam>
/// <typeparam name="T">Its element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public static class ComponentContract<TKernel, T>
    where TKernel : struct, INormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 23;
    private const string Input = "Features", Output = "Normalized";

    /// <summary>
    /// Fits and applies the kernel in a pipeline, saves and loads the model, and serves rows with the loaded one; all of these have to give the bits
    /// of the kernel.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="seed">Of the numbers that are normalized.</param>
    /// <exception cref="KernelContractException">Something gives other bits.</exception>
    public static void Check(MLContext context, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(context);
        var random = new Random(seed);
        int length = TKernel.ExampleLength;
        T[][] rows = [.. Enumerable.Range(0, Rows).Select(_ => Draw(random, length))];
        T[] gamma = Draw(random, TKernel.GammaLength), beta = Draw(random, TKernel.BetaLength);
        T[][] expected = [.. rows.Select(row =>
        {
            var y = new T[length];
            TKernel.Normalize(row, gamma, beta, y);
            return y;
        })];

        var schema = SchemaDefinition.Create(typeof(Row));
        schema[Input].ColumnType = new VectorDataViewType(
            typeof(T) == typeof(double) ? NumberDataViewType.Double : NumberDataViewType.Single, length);
        IDataView data = context.Data.LoadFromEnumerable(rows.Select(row => new Row { Features = row }), schema);
        var options = new NormKernelOptions { Gamma = [.. gamma.Select(double.CreateTruncating)], Beta = [.. beta.Select(double.CreateTruncating)] };
        ITransformer model = context.Transforms.Kernel<TKernel, T>(Output, Input, options).Fit(data);
        Same(expected, Read(model.Transform(data)), "the pipeline");

        using var file = new MemoryStream();
        context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = context.Model.Load(file, out DataViewSchema loadedSchema);
        Same(expected, Read(loaded.Transform(data)), "the model that was saved and loaded");
        SpanNormalizer<T> normalizer = loaded.CreateSpanNormalizer<T>(loadedSchema, Output);
        Same(expected, [.. rows.Select(row =>
        {
            var y = new T[length];
            normalizer.Normalize(row, y);
            return y;
        })], "the span normalizer");
    }

    private sealed class Row
    {
        public T[] Features { get; set; } = [];
    }

    private static List<T[]> Read(IDataView view)
    {
        DataViewSchema.Column column = view.Schema[Output];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(column);
        var rows = new List<T[]>();
        VBuffer<T> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            rows.Add([.. buffer.DenseValues()]);
        }

        return rows;
    }

    private static void Same(T[][] expected, List<T[]> actual, string what)
    {
        for (int row = 0; row < expected.Length; row++)
        {
            if (actual.Count != expected.Length || !MemoryMarshal.AsBytes<T>(expected[row]).SequenceEqual(MemoryMarshal.AsBytes<T>(actual[row])))
            {
                throw new KernelContractException($"{typeof(TKernel).Name}: {what} gives other bits than the kernel in row {row}.");
            }
        }
    }

    private static T[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(4 * random.NextDouble() - 1.5))];
}
