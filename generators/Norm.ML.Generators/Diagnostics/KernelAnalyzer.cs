using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Reports every rule that a request breaks.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Rules.All.Select(rule => rule.Descriptor)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (AttributeData attribute in KernelAttributes.On(type))
        {
            if (Declaration.TryRead(type, attribute) is not { } declaration)
                continue;
            foreach (Diagnostic diagnostic in Rules.All.SelectMany(rule => rule.Check(declaration)))
                context.ReportDiagnostic(diagnostic);
        }
    }
}
