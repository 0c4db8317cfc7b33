using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Norm.ML.Truth;

/// <summary>A model of one operator in ONNX Runtime.</summary>
internal static class OnnxRuntime
{
    private static readonly Dictionary<string, InferenceSession> Sessions = [];

    public static bool TryRun(Problem p, float[] y)
    {
        (string? operation, int set, byte[] attributes) = p.Norm switch
        {
            NormName.LayerNorm => ("LayerNormalization", 17, Epsilon(p)),
            NormName.InstanceNorm => ("InstanceNormalization", 17, Epsilon(p)),
            NormName.GroupNorm => ("GroupNormalization", 21, [.. Epsilon(p), .. Integer("num_groups", p.Groups)]),
            _ => ((string?)null, 0, Array.Empty<byte>()),
        };
        if (operation is null)
        {
            return false;
        }

        int[] shape = p.Norm == NormName.LayerNorm ? [p.Rows, p.Channels] : [p.Rows, p.Channels, p.Spatial];
        float[] gamma = p.Gamma.Length > 0 ? p.Gamma : [.. Enumerable.Repeat(1f, p.Channels)], beta = p.Beta.Length > 0 ? p.Beta
            : new float[p.Channels];
        string key = $"{operation}|{p.Epsilon:R}|{p.Groups}|{shape.Length}";
        if (!Sessions.TryGetValue(key, out InferenceSession? session))
        {
            Sessions[key] = session = new InferenceSession(Model(operation, set, attributes, shape.Length));
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(p.X, shape)),
            NamedOnnxValue.CreateFromTensor("scale", new DenseTensor<float>(gamma, [p.Channels])),
            NamedOnnxValue.CreateFromTensor("bias", new DenseTensor<float>(beta, [p.Channels])),
        ]);
        results[0].AsEnumerable<float>().ToArray().CopyTo(y, 0);
        return true;
    }

    // Protocol buffers: field numbers are those of onnx.proto.
    private static byte[] Model(string operation, int set, byte[] attributes, int rank)
    {
        byte[] node = [.. Text(1, "x"), .. Text(1, "scale"), .. Text(1, "bias"), .. Text(2, "y"), .. Text(4, operation), .. attributes];
        byte[] inputs = [.. Field(11, Value("x", rank)), .. Field(11, Value("scale", 1)), .. Field(11, Value("bias", 1))];
        byte[] graph = [.. Field(1, node), .. Text(2, "g"), .. inputs, .. Field(12, Value("y", rank))];
        return [.. Number(1, 10), .. Field(7, graph), .. Field(8, Number(2, set))];
    }

    private static byte[] Epsilon(Problem p) =>
        Field(5, [.. Text(1, "epsilon"), 2 << 3 | 5, .. BitConverter.GetBytes((float)p.Epsilon), .. Number(20, 1)]);

    private static byte[] Integer(string name, int value) => Field(5, [.. Text(1, name), .. Number(3, value), .. Number(20, 2)]);

    private static byte[] Value(string name, int rank)
    {
        byte[] shape = [.. Enumerable.Range(0, rank).SelectMany(i => Field(1, Text(2, $"{name}{i}")))];
        byte[] tensor = [.. Number(1, 1), .. Field(2, shape)]; // elements of type float
        return [.. Text(1, name), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint(field << 3 | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value & 127 | 128), .. Varint(value >> 7)];
}
