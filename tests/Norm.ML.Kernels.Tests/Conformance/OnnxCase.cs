using System.Text.Json;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Conformance;

/// <summary>One case of ONNX's own tests: an operator, its attributes, inputs and expected outputs by role.</summary>
internal sealed class OnnxCase
{
    private readonly JsonElement _root;
    private readonly string _folder;

    private OnnxCase(string folder)
    {
        _folder = folder;
        _root = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement;
    }

    public static string Folder => Repository.Path("tests/Norm.ML.Kernels.Tests/Conformance/onnx");

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static OnnxCase Read(string name) => new(Path.Combine(Folder, name));

    public string Operator => _root.GetProperty("op").GetString()!;

    public int Opset => _root.GetProperty("opset").GetInt32();

    public double Epsilon => Attribute("epsilon").GetDouble();

    public int Integer(string attribute) => Attribute(attribute).GetInt32();

    public double Number(string attribute) => Attribute(attribute).GetDouble();

    public int[] Integers(string attribute) => [.. Attribute(attribute).EnumerateArray().Select(e => e.GetInt32())];

    public OnnxTensor Input(string role) => Find("inputs", role);

    public IEnumerable<(string Role, OnnxTensor Tensor)> Outputs =>
        _root.GetProperty("outputs").EnumerateArray().Select(e => (e.GetProperty("role").GetString()!, Tensor(e)));

    private OnnxTensor Find(string list, string role) =>
        Tensor(_root.GetProperty(list).EnumerateArray().Single(e => e.GetProperty("role").GetString() == role));

    private OnnxTensor Tensor(JsonElement element)
    {
        int[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
        return new OnnxTensor(shape, Npy.Read(Path.Combine(_folder, element.GetProperty("file").GetString()!), shape));
    }

    private JsonElement Attribute(string name) => _root.GetProperty("attributes").GetProperty(name);
}

/// <summary>Dimensions and elements in C order.</summary>
internal sealed record OnnxTensor(int[] Shape, float[] Values)
{
    /// <summary>The product of the dimensions from <paramref name="axis"/> on; a negative axis counts from the end.</summary>
    public int Trailing(int axis) => Shape[(axis < 0 ? axis + Shape.Length : axis)..].Aggregate(1, (a, b) => a * b);
}
