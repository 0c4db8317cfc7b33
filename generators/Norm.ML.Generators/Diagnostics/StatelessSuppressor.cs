using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// The emitted members make a kernel more than an empty struct, so that the SDK's analyzers ask for Equals and its operators (CA1815), where all rules are on.
/// A kernel has no state to compare: the warning is not shown.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StatelessSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Stateless = new("NORMS01", "CA1815", "A kernel has no state to compare.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Stateless];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is INamedTypeSymbol type && KernelAttributes.On(type).Any() && !HasFields(type))
                context.ReportSuppression(Suppression.Create(Stateless, diagnostic));
        }
    }

    private static bool HasFields(INamedTypeSymbol type) => type.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false });
}
