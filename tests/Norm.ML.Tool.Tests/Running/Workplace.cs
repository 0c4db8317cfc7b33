using System.Globalization;
using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>A folder for one test, and the command run in this process.</summary>
public sealed class Workplace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("norm-ml-test-").FullName;

    /// <summary>All files in the folder, hidden ones too.</summary>
    public IEnumerable<string> Files =>
        Directory.EnumerateFileSystemEntries(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Samples", name);

    public string At(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public string Read(string name) => File.ReadAllText(At(name));

    public Outcome Run(params string[] args) => RunAsync(args).GetAwaiter().GetResult();

    public static async Task<Outcome> RunAsync(string[] args, CancellationToken cancellation = default)
    {
        using StringWriter output = Lines(), error = Lines();
        int exitCode = await NormMlCommand.RunAsync(args, new Terminal(output, error), cancellation);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Opens a text as the commands do.</summary>
    internal RowSource Source(string name, string text, TextFormat? format = null) => Source(Write(name, text), format);

    /// <summary>Opens a file as the commands do.</summary>
    internal static RowSource Source(string path, TextFormat? format = null) =>
        SourceFiles.Open([path], format ?? TextFormat.Default, ColumnChoice.All, again: true, CancellationToken.None);

    /// <summary>Fits a text and gives the model's path.</summary>
    public string Fit(string text, params string[] options)
    {
        Run(["fit", Write("fit.csv", text), "--out", At("model.zip"), .. options]).Succeeded();
        File.Delete(At("fit.csv"));
        return At("model.zip");
    }

    /// <summary>Applies a model to a text and gives the result's text.</summary>
    public string Apply(string model, string text)
    {
        Run("apply", model, Write("apply.csv", text), "--out", At("result.csv")).Succeeded();
        return Read("result.csv");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static StringWriter Lines() => new(CultureInfo.InvariantCulture) { NewLine = "\n" };
}
