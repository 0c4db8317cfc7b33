using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Onnx;

/// <summary>A file as ONNX Runtime runs it, with one thread. Linked into the tests of Norm.ML.Onnx.</summary>
internal sealed class RuntimeModel : IDisposable
{
    private readonly InferenceSession _session;

    /// <param name="file">The bytes of the file.</param>
    /// <param name="optimize">Whether nodes are replaced by others that the runtime takes to be the same, as it does by default.</param>
    public RuntimeModel(byte[] file, bool optimize = true)
    {
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = optimize ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
        };
        _session = new InferenceSession(file, options);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    public void Dispose() => _session.Dispose();

    /// <summary>One output for one input, as numbers of one type.</summary>
    public T[] Run<T>(string input, T[] values, long[] shape, string output)
        where T : unmanaged => Run(new Dictionary<string, T[]> { [input] = values }, shape, output);

    /// <summary>One output for inputs of one shape.</summary>
    public T[] Run<T>(Dictionary<string, T[]> inputs, long[] shape, string output)
        where T : unmanaged
    {
        Dictionary<string, OrtValue> values = inputs.ToDictionary(input => input.Key, input =>
            OrtValue.CreateTensorValueFromMemory(input.Value, shape));
        try
        {
            using var run = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(run, values, [output]);
            return results[0].GetTensorDataAsSpan<T>().ToArray();
        }
        finally
        {
            foreach (OrtValue value in values.Values)
            {
                value.Dispose();
            }
        }
    }

    /// <summary>
    /// A column that the model makes of data, as rows; all rows are one batch. It has the type and the dimensions of the transformer's.
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
            var type when type == typeof(bool) => As<bool>(),
            var type when type == typeof(sbyte) => As<sbyte>(),
            var type when type == typeof(short) => As<short>(),
            var type when type == typeof(ushort) => As<ushort>(),
            var type when type == typeof(int) => As<int>(),
            var type when type == typeof(uint) => As<uint>(),
            var type when type == typeof(ulong) => As<ulong>(),
            var type => throw new NotSupportedException($"Columns of {type} are not known to these tests."),
        };
    }

    private static double[][] Rows<T>(OrtValue value, OrtTensorTypeAndShapeInfo info)
        where T : unmanaged, IConvertible =>
        [.. value.GetTensorDataAsSpan<T>().ToArray().Select(item => item.ToDouble(null)).Chunk((int)(info.ElementCount / info.Shape[0]))];
}
