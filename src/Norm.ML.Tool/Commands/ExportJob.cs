using System.Text.Json.Nodes;
using Microsoft.ML;
using Norm.ML.Onnx;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml export</c>.</summary>
internal sealed class ExportJob
{
    public required string Model { get; init; }

    public required string? Onnx { get; init; }

    public required OnnxModelOptions Options { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        string path = Onnx ?? Path.ChangeExtension(Model, ".onnx");
        CommandFiles files = new CommandFiles(Terminal).Input("MODEL.zip", Model).Output(Onnx is null ? "--onnx (by default)"
            : "--onnx", path).Check();
        (ITransformer model, DataViewSchema inputs) = ModelFile.Load(new MLContext(), Model);
        OnnxModel onnx = Convert(model, inputs);
        files.Write(path, cancellation, onnx.Save);
        Terminal.Say(
            $"{path}: opset {Options.Opset}, {Count(onnx.Inputs.Count, "input")}, gives {string.Join(", ", onnx.Outputs)}, "
            + $"with {string.Join(", ", onnx.Operators)}.");
        Terminal.WriteJson(() => new JsonObject
        {
            ["file"] = path,
            ["opset"] = Options.Opset,
            ["outputs"] = JsonResult.Texts(onnx.Outputs),
            ["operators"] = JsonResult.Texts(onnx.Operators),
        });
    }

    private OnnxModel Convert(ITransformer model, DataViewSchema inputs)
    {
        try
        {
            return OnnxModel.FromTransformer(model, inputs, Options);
        }
        catch (Exception problem) when (problem is NotSupportedException or ArgumentException)
        {
            throw new ToolException($"{Model}: {OneLine.Of(problem)}", problem);
        }
    }

    private static string Count(int count, string one) => $"{count} {one}{(count == 1 ? "" : "s")}";
}
