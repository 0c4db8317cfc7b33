using System.Diagnostics;
using Microsoft.ML;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Writing;

/// <summary>ONNX's own checker, with inference of types and shapes, over the files of the operator sets that it knows.</summary>
public class CheckerTests
{
    private const string Check = """
        import glob, onnx, sys
        for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
            try:
                onnx.checker.check_model(onnx.load(path), full_check=True)
            except Exception as problem:
                print(path, problem)
        """;

    [CheckerFact]
    public void The_checker_accepts_every_file()
    {
        using var folder = new Folder();
        var context = new MLContext(seed: 1);
        IDataView data = OnnxData.Load(context, "ordinary");
        int files = 0;
        foreach ((string name, OnnxCase test) in OnnxCases.All)
        {
            ITransformer transformer = test.Fit(context, data);
            for (int opset = 17; opset <= CheckerFactAttribute.LastOpset; opset++)
            {
                foreach (bool strict in (bool[])[false, true])
                {
                    OnnxModel.FromTransformer(transformer, data.Schema,
                        new() { Opset = opset, Strict = strict }).Save(folder.At($"{files++}, {opset}, {name.Replace('/', ' ')}.onnx"));
                }
            }
        }

        Assert.Equal("", CheckerFactAttribute.Python(Check, folder.At("")));
        File.WriteAllText(folder.At("bad.onnx"), "bad");
        Assert.Contains("bad.onnx", CheckerFactAttribute.Python(Check, folder.At("")));
    }
}

/// <summary>A test that needs ONNX's Python package, Debian's <c>python3-onnx</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CheckerFactAttribute : FactAttribute
{
    private static readonly string Found = Find();

    public CheckerFactAttribute()
    {
        if (LastOpset < 17)
        {
            Skip = "ONNX's checker is not installed, or is older than opset 17: install Debian's python3-onnx.";
        }
    }

    /// <summary>The last operator set that both the checker and the writer know; 0 without a checker.</summary>
    public static int LastOpset => int.TryParse(Found, out int last) ? Math.Min(last, 23) : 0;

    /// <summary>Runs a program with Debian's Python, and gives what it prints.</summary>
    public static string Python(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : $"exit code {process.ExitCode}: {error.Result}";
    }

    private static string Find()
    {
        try
        {
            return Python("import onnx; print(onnx.defs.onnx_opset_version())");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
