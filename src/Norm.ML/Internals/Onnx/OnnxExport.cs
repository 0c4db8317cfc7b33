using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Internals.Onnx;

/// <summary>
/// Writes a transformer's columns into ML.NET's ONNX graph. What cannot be written is refused here, with the column and the reason: had it been
/// refused through <c>CanSaveOnnx</c>, the exporter would leave out everything before it.
/// </summary>
internal static class OnnxExport
{
    // ReduceMean and the others take what we give them from here on.
    private const int LowestOpset = 9;

    public static void Write(OnnxContext context, NormTransformer norm, IReadOnlyList<DataViewSchema.Column> sources)
    {
        context.CheckOpSetVersion(LowestOpset, norm.GetType().Name);

        // Every norm reads its input as it was before this transformer, also where an output hides it.
        string[] inputs = [.. sources.Select(source => Find(context, source))];
        OnnxNorm[] norms = [.. sources.Select((source, column) => Describe(norm, column, source))];
        for (int i = 0; i < inputs.Length; i++)
        {
            Write(context, norms[i], inputs[i], sources[i].Type, norm.Columns[i].OutputColumnName);
        }
    }

    private static void Write(OnnxContext context, OnnxNorm norm, string input, DataViewType type, string outputName)
    {
        DataViewType outputType = ColumnTypes.OutputOf(type);
        Type column = ColumnTypes.ItemOf(outputType).RawType;

        // Integers are normalized in double, as in the transformer: as Single they would lose digits before the mean is subtracted.
        Type computed = ColumnTypes.IsInteger(ColumnTypes.ItemOf(type)) ? typeof(double) : column;
        string prefix = $"{outputName}.{norm.Kind}";
        var nodes = new ExporterNodes(context);
        var graph = new OnnxGraph(nodes, prefix, input, ColumnTypes.ItemOf(type).RawType, ShapeOf(type), computed);
        graph.Cast(computed);
        graph.Cast(typeof(double));
        norm.Write(graph);
        graph.Cast(column);
        graph.Reshape(ShapeOf(type));
        nodes.Finish(graph.Value, context.AddIntermediateVariable(outputType, outputName), $"{prefix}.Identity");
    }

    private static string Find(OnnxContext context, DataViewSchema.Column source) =>
        context.ContainsColumn(source.Name)
            ? context.GetVariableName(source.Name)
            : throw Refuse(source, "the step before, which makes it, did not write it into the graph");

    private static OnnxNorm Describe(NormTransformer norm, int column, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType { Size: 0 })
        {
            throw Refuse(source, $"it is {source.Type}, whose size varies from row to row; a graph takes batches of rows of one size");
        }

        try
        {
            return norm.ToOnnx(column, source.Type);
        }
        catch (NotSupportedException reason)
        {
            throw Refuse(source, reason.Message);
        }
    }

    // The exporter gives a vector of one element one dimension, however many it has in the schema.
    public static long[] ShapeOf(DataViewType type) =>
        type is VectorDataViewType { Size: > 1 } vector ? [.. vector.Dimensions.Select(dimension => (long)dimension)] : [1];

    private static InvalidOperationException Refuse(DataViewSchema.Column source, string reason) =>
        new($"The norm of column '{source.Name}' cannot be exported to ONNX: {reason}.");
}
