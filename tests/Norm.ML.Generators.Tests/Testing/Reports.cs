using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Norm.ML.Generators.Tests.Testing;

/// <summary>What users see: the generator's reports, and the analyzers' about their files and the emitted ones.</summary>
internal static class Reports
{
    public static readonly DiagnosticAnalyzer[] Analyzers = [.. typeof(NormKernelGenerator).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    /// <summary>All that is said, as "ID: the text underlined".</summary>
    public static string[] Of(params string[] texts) => Of(GeneratorRun.Of(texts));

    /// <summary>All that is said, as "ID: the text underlined".</summary>
    public static string[] Of(GeneratorRun run) =>
        [.. Diagnostics(run).Select(diagnostic => Describe(run, diagnostic)).Order(StringComparer.Ordinal)];

    public static IEnumerable<Diagnostic> Diagnostics(GeneratorRun run) =>
        run.Reported.Concat(OfAnalyzers(run).Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));

    /// <summary>What the analyzers say, with what only editors see.</summary>
    public static IReadOnlyList<Diagnostic> OfAnalyzers(GeneratorRun run) =>
        run.Output.WithAnalyzers([.. Analyzers], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => throw new InvalidOperationException("An analyzer failed.", exception),
            concurrentAnalysis: false, logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    /// <summary>A report as "ID: the text underlined". The generator's know the place in the file, but not the compiler's tree.</summary>
    public static string Describe(GeneratorRun run, Diagnostic diagnostic)
    {
        SyntaxTree tree = diagnostic.Location.SourceTree ?? run.Input.SyntaxTrees.Single(tree => tree.FilePath == diagnostic.Location.GetLineSpan()
            .Path);
        return $"{diagnostic.Id}: {tree.GetText().ToString(diagnostic.Location.SourceSpan)}";
    }
}
