using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// Hides warnings that stand in the user's file but that the user did nothing to get: the request and the emitted members are why they are given.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelSuppressor : DiagnosticSuppressor
{
    // The emitted members make a kernel more than an empty struct, of which the SDK's analyzers do not ask for Equals.
    private static readonly SuppressionDescriptor Stateless = new("NORMS01", "CA1815", "A kernel has no state to compare.");

    // In assemblies with [CLSCompliant(true)]; sizes are numbers that the attribute takes as an array.
    private static readonly SuppressionDescriptor Sizes = new("NORMS02", "CS3016", "The sizes of a request are read by the generator, in C#.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Stateless, Sizes];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
            {
                continue;
            }

            SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (diagnostic.Id == Stateless.SuppressedDiagnosticId
                && IsStateless(context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken)))
            {
                context.ReportSuppression(Suppression.Create(Stateless, diagnostic));
            }
            else if (diagnostic.Id == Sizes.SuppressedDiagnosticId && IsRequest(node))
            {
                context.ReportSuppression(Suppression.Create(Sizes, diagnostic));
            }
        }
    }

    private static bool IsStateless(ISymbol? symbol) =>
        symbol is INamedTypeSymbol type && KernelAttributes.On(type).Any()
            && !type.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false });

    private static bool IsRequest(SyntaxNode node) =>
        node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute && ElementTypeMissing.NormOf(attribute) is not null
            && !ElementTypeMissing.IsCandidate(attribute);
}
