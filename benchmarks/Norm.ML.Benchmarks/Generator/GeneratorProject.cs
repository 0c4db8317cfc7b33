extern alias generator;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NormKernelGenerator = generator::Norm.ML.Generators.NormKernelGenerator;

namespace Norm.ML.Benchmarks.Generator;

/// <summary>A project of two files, one of which declares kernels.</summary>
internal sealed class GeneratorProject
{
    private readonly SyntaxTree _kernels, _other;

    public GeneratorProject(int kernels)
    {
        _kernels = Parse(Declarations(kernels), "Kernels.cs");
        _other = Parse("class Program { static void Main() { int x = 1; } }", "Program.cs");
        string[] assemblies = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        Compilation = CSharpCompilation.Create(
            "Project", [_kernels, _other], assemblies.Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.ConsoleApplication));
    }

    public Compilation Compilation { get; }

    public GeneratorDriver Cold() => CSharpGeneratorDriver.Create(new NormKernelGenerator());

    /// <summary>The project after one more character in one of its files.</summary>
    public Compilation AfterKeystroke(bool inKernels)
    {
        SyntaxTree tree = inKernels ? _kernels : _other;
        SourceText text = tree.GetText();
        return Compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text.WithChanges(new TextChange(new(text.Length, 0), " "))));
    }

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), new(LanguageVersion.Latest), path);

    private static string Declarations(int kernels)
    {
        string[] norms = ["LayerNorm<float>({0})", "RmsNorm<double>({0})", "BatchNorm<float>({0})", "GroupNorm<float>(2, {1}, Spatial = 49)",
            "InstanceNorm<double>({0}, Spatial = 49)"];
        var text = new StringBuilder("using Norm.ML;\nnamespace Project;\n");
        for (int i = 0; i < kernels; i++)
        {
            text.Append($"[{string.Format(System.Globalization.CultureInfo.InvariantCulture, norms[i % norms.Length], 8 + i, 2 * (8 + i))}] "
                + $"readonly partial struct Kernel{i};\n");
        }

        return text.ToString();
    }
}
