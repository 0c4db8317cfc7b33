using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Norm.ML.CodeFixes;

/// <summary>Writes an attribute as a request: <c>[LayerNorm(64)]</c> becomes <c>[LayerNorm&lt;float&gt;(64)]</c> (NORM015).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ElementTypeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["NORM015"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            // The analyzer says what the attribute was meant to be.
            if (root.FindNode(diagnostic.Location.SourceSpan) is not AttributeSyntax attribute
                || !diagnostic.Properties.TryGetValue("Repair", out string? repair))
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Write [{repair}]", _ => Task.FromResult(Replace(context.Document, root, attribute, repair!)),
                    equivalenceKey: "Write a request"),
                diagnostic);
        }
    }

    private static Document Replace(Document document, SyntaxNode root, AttributeSyntax attribute, string repair)
    {
        int arguments = repair.IndexOf('(');
        AttributeSyntax repaired = attribute.WithName(SyntaxFactory.ParseName(repair.Substring(0, arguments)))
            .WithArgumentList(attribute.ArgumentList ?? SyntaxFactory.ParseAttributeArgumentList(repair.Substring(arguments)));
        return document.WithSyntaxRoot(root.ReplaceNode(attribute, repaired.WithTriviaFrom(attribute)));
    }
}
