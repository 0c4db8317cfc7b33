using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Norm.ML.Generators.Emit;

namespace Norm.ML.Generators.Tests.Testing;

/// <summary>A run of the generator. Every run is made twice, and the second one has to find everything cached.</summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(CSharpCompilation input, GeneratorDriver driver, Compilation output, IReadOnlyList<Diagnostic> reported)
    {
        Input = input;
        Driver = driver;
        Output = output;
        Reported = reported;
    }

    public CSharpCompilation Input { get; }

    public GeneratorDriver Driver { get; }

    /// <summary>The compilation with the emitted files.</summary>
    public Compilation Output { get; }

    /// <summary>What the generator reports, as far as the compilation's settings let it through.</summary>
    public IReadOnlyList<Diagnostic> Reported { get; }

    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    public IReadOnlyList<GeneratedSourceResult> Files => Result.GeneratedSources;

    public static GeneratorRun Of(params string[] texts) => Of(Source.Compile(texts));

    public static GeneratorRun Of(CSharpCompilation compilation)
    {
        GeneratorRun run = Once(compilation);
        Caching.Cached.AssertEverything(run);
        return run;
    }

    /// <summary>A single run, where thousands are made.</summary>
    public static GeneratorRun Once(CSharpCompilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new NormKernelGenerator().AsSourceGenerator()],
                parseOptions: (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options ?? Source.Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Of(driver, compilation);
    }

    private static GeneratorRun Of(GeneratorDriver driver, CSharpCompilation compilation)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out var reported);
        var run = new GeneratorRun(compilation, driver, output, reported);
        Assert.Null(run.Result.Exception);
        return run;
    }

    /// <summary>Runs again, with the state of this run.</summary>
    public GeneratorRun Again(CSharpCompilation compilation) => Of(Driver, compilation);

    /// <summary>Runs again after one file has been edited.</summary>
    public GeneratorRun Edit(int file, Func<string, string> edit)
    {
        SyntaxTree tree = Input.SyntaxTrees[file];
        string text = tree.GetText().ToString(), edited = edit(text);
        Assert.NotEqual(text, edited);
        return Again(Input.ReplaceSyntaxTree(tree, Source.Parse(edited, tree.FilePath)));
    }

    /// <summary>The one emitted file.</summary>
    public string Text => Assert.Single(Files).SourceText.ToString();

    /// <summary>
    /// What the compiler says: warnings about any file, and members that lack documentation in emitted ones, as if their pragma did not hide them.
    /// </summary>
    public IEnumerable<Diagnostic> Complaints => WithoutPragmas().GetDiagnostics().Where(diagnostic =>
        diagnostic.Severity >= DiagnosticSeverity.Warning
            || (diagnostic.Id == "CS1591" && diagnostic.Location.SourceTree!.FilePath.EndsWith(".g.cs")));

    public GeneratorRun AssertCompiles()
    {
        Assert.Empty(Reported);
        Assert.Empty(Complaints);
        return this;
    }

    private Compilation WithoutPragmas() => Files.Aggregate(Output, (compilation, file) =>
    {
        string text = file.SourceText.ToString(), visible = text.Replace(KernelFile.DisableWarnings, "");
        Assert.NotEqual(text, visible);
        return compilation.ReplaceSyntaxTree(file.SyntaxTree, file.SyntaxTree.WithChangedText(SourceText.From(visible, file.SourceText.Encoding)));
    });
}
