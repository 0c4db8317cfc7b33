using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Norm.ML.Generators.Tests.Testing;

/// <summary>Runs the analyzers, as the compiler does: over the user's files and the emitted ones.</summary>
internal static class Reports
{
    public static readonly DiagnosticAnalyzer[] Analyzers = [.. typeof(NormKernelGenerator).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    /// <summary>All that our analyzers say, as "ID: the text underlined".</summary>
    public static string[] Of(params string[] texts) =>
        [.. Diagnostics(GeneratorRun.Of(texts)).Select(Describe).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Diagnostic> Diagnostics(GeneratorRun run) =>
        run.Output.WithAnalyzers([.. Analyzers], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => throw new InvalidOperationException("An analyzer failed.", exception),
            concurrentAnalysis: false, logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    private static string Describe(Diagnostic diagnostic) =>
        $"{diagnostic.Id}: {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}";
}
