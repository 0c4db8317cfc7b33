using System.Text.Json;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Conformance;
using Norm.ML.Onnx.Tests.Running;

namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>One of ONNX's own cases of a normalization operator, as a model whose parameters are initializers.</summary>
internal sealed class NodeCase
{
    private readonly string _folder;

    public NodeCase(string name)
    {
        _folder = Path.Combine(Folder, name);
        JsonElement root = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "case.json"))).RootElement;
        JsonElement[] inputs = [.. root.GetProperty("inputs").EnumerateArray()], outputs = [.. root.GetProperty("outputs").EnumerateArray()];
        (Shape, X) = Read(inputs[0]);
        (_, Y) = Read(outputs[0]);
        string operation = root.GetProperty("op").GetString()!;
        Graph = new TestGraph(root.GetProperty("opset").GetInt32()).Input("x", [.. Shape.Select(size => (long)size)]).Output("y",
            [.. Shape.Select(size => (long)size)]);
        foreach (JsonElement input in inputs.Skip(1))
        {
            (int[] shape, float[] values) = Read(input);
            Graph.Floats(input.GetProperty("role").GetString()!, values, [.. shape.Select(size => (long)size)]);
        }

        string names = string.Join(' ', inputs.Select(input => input.GetProperty("role").GetString())),
            made = string.Join(' ', outputs.Select(output => output.GetProperty("role").GetString()));
        Graph.Node(name, operation, $"{names} -> {made}", [.. root.GetProperty("attributes_given").EnumerateObject().Select(Attribute)]);
    }

    public static string Folder => Repository.Path("tests/Norm.ML.Kernels.Tests/Conformance/onnx");

    public static IEnumerable<string> Names => Directory.GetDirectories(Folder).Select(folder =>
        Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public TestGraph Graph { get; }

    public int[] Shape { get; }

    public float[] X { get; }

    public float[] Y { get; }

    private (int[] Shape, float[] Values) Read(JsonElement tensor)
    {
        int[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        return (shape, Npy.Read(Path.Combine(_folder, tensor.GetProperty("file").GetString()!), shape));
    }

    private static (string, object) Attribute(JsonProperty attribute) => attribute.Value.ValueKind == JsonValueKind.Array
        ? (attribute.Name, attribute.Value.EnumerateArray().Select(number => number.GetInt64()).ToArray())
        : (attribute.Name, attribute.Name is "epsilon" or "momentum" ? (object)attribute.Value.GetSingle() : attribute.Value.GetInt32());
}
