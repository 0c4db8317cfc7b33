using System.Buffers.Binary;
using System.Text;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Peers;

/// <summary>An ONNX file (protocol buffers) with one node, <c>y = norm(x, gamma, ...)</c>. The numbers of fields are those of onnx.proto.</summary>
internal static class OnnxBytes
{
    private const int OperatorSet = 23, IrVersion = 10, Float = 1, Integer = 2;

    /// <summary>Of the data: [examples, channels], or with positions [examples, channels, spatial].</summary>
    public static int[] Shape(Comparison c) => c.Spatial == 1 ? [c.Examples, c.Channels] : [c.Examples, c.Channels, c.Spatial];

    /// <summary>The inputs in the operator's order, with their shapes.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Inputs(Comparison c)
    {
        string[] parameters = c.Work switch
        {
            Work.RmsNorm => ["gamma"],
            Work.BatchNorm => ["gamma", "beta", "mean", "variance"],
            _ => ["gamma", "beta"],
        };
        return [("x", Shape(c)), .. parameters.Select(name => (name, new[] { c.Channels }))];
    }

    public static byte[] Model(Comparison c, double epsilon)
    {
        string type = c.Work switch
        {
            Work.LayerNorm => "LayerNormalization",
            Work.RmsNorm => "RMSNormalization",
            Work.BatchNorm => "BatchNormalization",
            Work.GroupNorm => "GroupNormalization",
            Work.InstanceNorm => "InstanceNormalization",
            _ => throw new ArgumentOutOfRangeException(nameof(c), c.Work, null),
        };
        byte[] number = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)epsilon);
        byte[] attributes = Field(5, [.. Text(1, "epsilon"), .. Tag(2, 5), .. number, .. Number(20, Float)]);
        if (c.Work == Work.GroupNorm)
        {
            attributes = [.. attributes, .. Field(5, [.. Text(1, "num_groups"), .. Number(3, c.Groups), .. Number(20, Integer)])];
        }

        byte[] names = [.. Inputs(c).SelectMany(input => Text(1, input.Name))];
        byte[] node = [.. names, .. Text(2, "y"), .. Text(4, type), .. attributes];
        byte[] inputs = [.. Inputs(c).SelectMany(input => Field(11, Value(input.Name, input.Shape)))];
        byte[] graph = [.. Field(1, node), .. Text(2, "g"), .. inputs, .. Field(12, Value("y", Shape(c)))];
        return [.. Number(1, IrVersion), .. Field(7, graph), .. Field(8, Number(2, OperatorSet))];
    }

    private static byte[] Value(string name, int[] dimensions)
    {
        byte[] shape = [.. dimensions.SelectMany(dimension => Field(1, Number(1, dimension)))];
        return [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, Float), .. Field(2, shape)]))];
    }

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Tag(field, 2), .. VarInt(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Tag(field, 0), .. VarInt(value)];

    private static byte[] Tag(int field, int wireType) => VarInt(field << 3 | wireType);

    private static byte[] VarInt(int value) => value < 128 ? [(byte)value] : [(byte)(value & 127 | 128), .. VarInt(value >> 7)];
}
