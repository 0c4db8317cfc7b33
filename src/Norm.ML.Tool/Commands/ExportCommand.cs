using System.CommandLine;
using Norm.ML.Onnx;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml export</c>: what can be said on the command line.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL.zip") { Description = "A model of norms that 'norm-ml fit' or another ML.NET program wrote." };
        var onnx = new Option<string?>("--onnx")
        {
            Description = "The ONNX file to write. Default: MODEL.onnx beside MODEL.zip. "
                + "A file that is there is replaced, unless the command reads it.",
            HelpName = "FILE",
        };
        var opset = new Option<int>("--opset")
        {
            Description = "The operator set, 17 to 23: LayerNormalization comes with 17, GroupNormalization with 18 and 21, "
                + "RMSNormalization with 23. Older runtimes need a smaller one.",
            HelpName = "N",
            DefaultValueFactory = _ => new OnnxModelOptions().Opset,
        };
        opset.AcceptOnlyFromAmong([.. Enumerable.Range(17, 7).Select(number => $"{number}")]);
        var strict = new Option<bool>("--strict")
        {
            Description = "Primitive operators that compute in Double, whatever the opset: the file gives what the model gives, "
                + "also where a column's mean is far above its spread.",
        };

        var command = new Command("export", "Writes a model of norms as an ONNX file, for runtimes in any language.") { model, onnx, opset, strict };
        command.SetAction((parsed, cancellation) =>
        {
            var job = new ExportJob
            {
                Model = parsed.GetRequiredValue(model),
                Onnx = parsed.GetValue(onnx),
                Options = new() { Opset = parsed.GetValue(opset), Strict = parsed.GetValue(strict) },
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
