using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Onnx;

/// <summary>A pipeline in an ONNX file, as ML.NET's exporter writes it and as ONNX Runtime runs it.</summary>
internal sealed class OnnxFile : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxFile(MLContext context, ITransformer transformer, IDataView data)
    {
        using var file = new MemoryStream();
        context.Model.ConvertToOnnx(transformer, data, file);
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1
        };
        _session = new InferenceSession(file.ToArray(), options);
    }

    public IEnumerable<string> Inputs => _session.InputMetadata.Keys;

    /// <summary>The columns that the graph gives.</summary>
    public IEnumerable<string> Outputs => _session.OutputMetadata.Keys.Select(name => name[..^".output".Length]);

    public void Dispose() => _session.Dispose();

    /// <summary>
    /// A column that the graph makes of data, as rows; all rows are one batch. It has the type and the dimensions of the transformer's.
    /// </summary>
    public double[][] Run(IDataView data, DataViewSchema.Column column)
    {
        Dictionary<string, OrtValue> inputs = _session.InputMetadata.ToDictionary(input => input.Key, input => Feed(data, input.Key, input.Value));
        try
        {
            using var run = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(run, inputs, [$"{column.Name}.output"]);
            OrtTensorTypeAndShapeInfo info = outputs[0].GetTensorTypeAndShape();
            long[] dimensions = column.Type is VectorDataViewType vector ? [.. vector.Dimensions.Select(dimension => (long)dimension)] : [1];
            Assert.Equal(dimensions, info.Shape[1..]);
            return ColumnReader.ItemOf(column.Type) == typeof(double) ? Rows<double>(outputs[0], info) : Rows<float>(outputs[0], info);
        }
        finally
        {
            foreach (OrtValue value in inputs.Values)
            {
                value.Dispose();
            }
        }
    }

    private static OrtValue Feed(IDataView data, string name, NodeMetadata input)
    {
        OrtValue As<T>()
            where T : unmanaged
        {
            List<T[]> rows = ColumnReader.ByCursor<T>(data, name);
            return OrtValue.CreateTensorValueFromMemory<T>([.. rows.SelectMany(row => row)],
                [rows.Count, .. input.Dimensions[1..].Select(dimension => (long)dimension)]);
        }

        return ColumnReader.ItemOf(data.Schema[name].Type) switch
        {
            var type when type == typeof(float) => As<float>(),
            var type when type == typeof(double) => As<double>(),
            var type when type == typeof(long) => As<long>(),
            var type when type == typeof(byte) => As<byte>(),
            var type => throw new NotSupportedException($"Columns of {type} are not known to these tests."),
        };
    }

    private static double[][] Rows<T>(OrtValue value, OrtTensorTypeAndShapeInfo info)
        where T : unmanaged, IConvertible =>
        [.. value.GetTensorDataAsSpan<T>().ToArray().Select(item => item.ToDouble(null)).Chunk((int)(info.ElementCount / info.Shape[0]))];
}
