using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Norm.ML.Others;

/// <summary>LayerNormalization of one row of numbers about 1e30: their squares do not fit a float.</summary>
internal static class OnnxRuntime
{
    private static readonly float[] Row = [-3e30f, -1e30f, 1e30f, 3e30f];

    public static void Run()
    {
        using var session = new InferenceSession(Model(Row.Length));
        float[] scale = [.. Row.Select(_ => 1f)];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(Row, [1, Row.Length])),
            NamedOnnxValue.CreateFromTensor("scale", new DenseTensor<float>(scale, [Row.Length])),
        ]);
        float[] y = new float[Row.Length];
        LayerNorm.Normalize<float>(Row, Row.Length, [], [], y);
        Console.WriteLine($"row:         {string.Join(", ", Row)}");
        Console.WriteLine($"OnnxRuntime: {string.Join(", ", results[0].AsEnumerable<float>())}");
        Console.WriteLine($"Norm.ML:     {string.Join(", ", y)}");
    }

    /// <summary>An ONNX file (protocol buffers) with one node: y = LayerNormalization(x, scale), operator set 17.</summary>
    private static byte[] Model(int length)
    {
        byte[] node = [.. Text(1, "x"), .. Text(1, "scale"), .. Text(2, "y"), .. Text(4, "LayerNormalization")];
        byte[] inputs = [.. Field(11, Value("x", 1, length)), .. Field(11, Value("scale", length))];
        byte[] graph = [.. Field(1, node), .. Text(2, "g"), .. inputs, .. Field(12, Value("y", 1, length))];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, Number(2, 17))];
    }

    private static byte[] Value(string name, params int[] dimensions)
    {
        byte[] shape = [.. dimensions.SelectMany(dimension => Field(1, Number(1, dimension)))];
        byte[] tensor = [.. Number(1, 1), .. Field(2, shape)]; // elements of type float
        return [.. Text(1, name), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [(byte)(field << 3 | 2), .. Integer(content.Length), .. content];

    private static byte[] Number(int field, int value) => [(byte)(field << 3), .. Integer(value)];

    private static byte[] Integer(int value) => value < 128 ? [(byte)value] : [(byte)(value & 127 | 128), .. Integer(value >> 7)];
}
