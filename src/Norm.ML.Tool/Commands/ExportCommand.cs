using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Norm.ML.Onnx;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml export</c>.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private readonly Argument<string> _model = new("MODEL.zip")
    {
        Description = "A model of norms that 'norm-ml fit' or another ML.NET program wrote.",
    };

    private readonly Option<string?> _onnx = new("--onnx")
    {
        Description = "The ONNX file to write. Default: MODEL.onnx beside MODEL.zip. "
            + "A file that is there is replaced, unless the command reads it.",
        HelpName = "FILE",
    };

    private readonly Option<int> _opset = new("--opset")
    {
        Description = "The operator set, 17 to 23: LayerNormalization comes with 17, GroupNormalization with 18 and 21, "
            + "RMSNormalization with 23. Older runtimes need a smaller one.",
        HelpName = "N",
        DefaultValueFactory = _ => new OnnxModelOptions().Opset,
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Primitive operators that compute in Double, whatever the opset: the file gives what the model gives, "
            + "also where a column's mean is far above its spread.",
    };

    public ExportCommand(Terminal terminal)
        : base(terminal, "export", "Writes a model of norms as an ONNX file, for runtimes in any language.")
    {
        _opset.AcceptOnlyFromAmong([.. Enumerable.Range(17, 7).Select(number => $"{number}")]);
        Add(_model);
        AddOptions(_onnx, _opset, _strict);
    }

    private string Model => Parsed.GetRequiredValue(_model);

    private string? Onnx => Value(_onnx);

    protected override int Run(CancellationToken cancellation)
    {
        OnnxModelOptions options = new() { Opset = Value(_opset), Strict = Value(_strict) };
        string path = Onnx ?? Path.ChangeExtension(Model, ".onnx");
        CommandFiles files = new CommandFiles(Terminal).Input("MODEL.zip", Model).Output(Onnx is null ? "--onnx (by default)"
            : "--onnx", path).Check();
        (ITransformer model, DataViewSchema inputs) = ModelFile.Load(new MLContext(), Model);
        OnnxModel onnx = Convert(model, inputs, options);
        files.Write(path, cancellation, onnx.Save);
        Terminal.Say(
            $"{path}: opset {options.Opset}, {Count(onnx.Inputs.Count, "input")}, gives {string.Join(", ", onnx.Outputs)}, "
            + $"with {string.Join(", ", onnx.Operators)}.");
        Terminal.WriteJson(() => new JsonObject
        {
            ["file"] = path,
            ["opset"] = options.Opset,
            ["outputs"] = JsonResult.Texts(onnx.Outputs),
            ["operators"] = JsonResult.Texts(onnx.Operators),
        });
        return ExitCode.Success;
    }

    private OnnxModel Convert(ITransformer model, DataViewSchema inputs, OnnxModelOptions options)
    {
        try
        {
            return OnnxModel.FromTransformer(model, inputs, options);
        }
        catch (Exception problem) when (problem is NotSupportedException or ArgumentException)
        {
            throw new ToolException($"{Model}: {OneLine.Of(problem)}", problem);
        }
    }

    private static string Count(int count, string one) => $"{count} {one}{(count == 1 ? "" : "s")}";
}
