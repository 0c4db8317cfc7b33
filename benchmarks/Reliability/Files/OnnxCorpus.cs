using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Onnx;

namespace Norm.ML.Reliability.Files;

/// <summary>ONNX files: what the library writes, and a norm in primitive operators beside constants of several kinds.</summary>
internal static class OnnxCorpus
{
    public static IReadOnlyList<byte[]> Files { get; } =
    [
        Written(17), Written(23),
        OnnxModel.FromStatistics<float>(Statistics(), positions: 2).ToArray(), OnnxModel.FromStatistics<double>(Statistics()).ToArray(),
        Primitives(), Several(),
    ];

    public static ulong Read(byte[] bytes, string folder, bool compare)
    {
        var norms = OnnxNorms.Read(new MemoryStream(bytes), FileFormat.FileName);
        var digest = new Digest();
        foreach (OnnxNormNode norm in norms)
        {
            digest.Add(norm.ToString()!);
            digest.Add(norm.Epsilon.ToString("R", CultureInfo.InvariantCulture));
            digest.Add([.. norm.Gamma ?? []]);
            digest.Add([.. norm.Beta ?? []]);
        }

        foreach (UnreadNorm norm in norms.Unread)
        {
            digest.Add(norm.ToString());
        }

        return digest.Value;
    }

    // A pipeline of two norms.
    private static byte[] Written(int opset)
    {
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable([new Row { X = [1, 2, 3, 4] }]);
        return OnnxModel.FromTransformer(ml.Transforms.LayerNorm("X", options: new() { Gamma = [1, 2, 3, 4], Beta = [0, 0, 1, 1] })
            .Append(ml.Transforms.RmsNorm("X")).Fit(data), data.Schema, new() { Opset = opset }).ToArray();
    }

    private static RunningStatistics Statistics()
    {
        var accumulator = new StatisticsAccumulator(3);
        accumulator.Add(TensorCorpus.Numbers);
        return accumulator.ToStatistics();
    }

    // RMSNorm as exporters write it, with a gamma that is cast and stands in a node.
    private static byte[] Primitives() => Model(17,
    [
        Node("Constant", "", "gamma",
            Attribute("value", 4, ProtobufParts.Bytes(5, Tensor("", 11, [4], MemoryMarshal.AsBytes<double>([1, 2, 3, 4]))))),
        Node("Cast", "gamma", "single", Attribute("to", 2, ProtobufParts.Number(3, 1))),
        Node("Pow", "x two", "squares"), Node("ReduceMean", "squares", "mean", Attribute("axes", 7, ProtobufParts.Number(8, -1))),
        Node("Add", "mean eps", "sum"), Node("Sqrt", "sum", "root"), Node("Div", "x root", "n"), Node("Mul", "n single", "y"),
    ], Tensor("eps", 1, [], MemoryMarshal.AsBytes<float>([1e-3f])), Tensor("two", 1, [1], MemoryMarshal.AsBytes<float>([2])));

    // GroupNorm by its operator, LayerNorm whose gamma is a list of numbers, and one that has none.
    private static byte[] Several() => Model(21,
    [
        Node("LayerNormalization", "x g", "a", Attribute("axis", 2, ProtobufParts.Number(3, -1)), Attribute("epsilon", 1,
            [.. Extremes.Varint((2 << 3) | 5), .. BitConverter.GetBytes(1e-3f)])),
        Node("GroupNormalization", "a h h", "b", Attribute("num_groups", 2, ProtobufParts.Number(3, 3))),
        Node("LayerNormalization", "b unknown", "c"), Node("SimplifiedLayerNormalization", "b g", "y"),
    ], [.. ProtobufParts.Bytes(8, "g"u8), .. ProtobufParts.Number(1, 4), .. ProtobufParts.Number(2, 1),
        .. ProtobufParts.Bytes(4, MemoryMarshal.AsBytes<float>([1, 2, 3, 4]))], Tensor("h", 10, [3], MemoryMarshal.AsBytes<Half>([(Half)1, (Half)2,
        (Half)3])));

    private static byte[] Model(int opset, byte[][] nodes, params byte[][] tensors)
    {
        byte[] graph =
        [
            .. nodes.SelectMany(node => ProtobufParts.Bytes(1, node)), .. ProtobufParts.Bytes(2, "graph"u8),
            .. tensors.SelectMany(tensor => ProtobufParts.Bytes(5, tensor)), .. ProtobufParts.Bytes(11, Info("x")),
            .. ProtobufParts.Bytes(11, Info("unknown")), .. ProtobufParts.Bytes(12, Info("y")),
        ];
        return
        [
            .. ProtobufParts.Number(1, 8), .. ProtobufParts.Bytes(2, "files"u8), .. ProtobufParts.Bytes(7, graph),
            .. ProtobufParts.Bytes(8, ProtobufParts.Number(2, opset)),
        ];
    }

    private static byte[] Node(string operation, string inputs, string output, params byte[][] attributes) =>
    [
        .. inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(input => ProtobufParts.Bytes(1, Encoding.UTF8.GetBytes(input))),
        .. ProtobufParts.Bytes(2, Encoding.UTF8.GetBytes(output)), .. ProtobufParts.Bytes(4, Encoding.UTF8.GetBytes(operation)),
        .. attributes.SelectMany(attribute => ProtobufParts.Bytes(5, attribute)),
    ];

    private static byte[] Attribute(string name, int type, byte[] value) =>
        [.. ProtobufParts.Bytes(1, Encoding.UTF8.GetBytes(name)), .. value, .. ProtobufParts.Number(20, type)];

    private static byte[] Tensor(string name, int type, long[] shape, ReadOnlySpan<byte> bytes) =>
    [
        .. shape.SelectMany(size => ProtobufParts.Number(1, size)), .. ProtobufParts.Number(2, type),
        .. ProtobufParts.Bytes(8, Encoding.UTF8.GetBytes(name)), .. ProtobufParts.Bytes(9, bytes),
    ];

    // Singles of [2, 3, 4].
    private static byte[] Info(string name)
    {
        byte[] shape = [.. ((long[])[2, 3, 4]).SelectMany(size => ProtobufParts.Bytes(1, ProtobufParts.Number(1, size)))];
        byte[] type = ProtobufParts.Bytes(1, [.. ProtobufParts.Number(1, 1), .. ProtobufParts.Bytes(2, shape)]);
        return [.. ProtobufParts.Bytes(1, Encoding.UTF8.GetBytes(name)), .. ProtobufParts.Bytes(2, type)];
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] X { get; set; } = [];
    }
}
