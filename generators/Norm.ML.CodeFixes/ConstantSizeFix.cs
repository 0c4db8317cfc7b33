using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Norm.ML.CodeFixes;

/// <summary>Requests a kernel for the constant size of a call, and calls it instead (NORM019).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ConstantSizeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["NORM019"];

    /// <summary>One at a time: calls of one size share a kernel, whose name is found for each call alone.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            // The analyzer says what to write.
            if (root.FindNode(diagnostic.Location.SourceSpan) is InvocationExpressionSyntax call
                && diagnostic.Properties.TryGetValue("Call", out string? instead)
                && diagnostic.Properties.TryGetValue("Declaration", out string? declaration)
                && diagnostic.Properties.TryGetValue("Name", out string? name))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Request the kernel {name}", _ => Task.FromResult(Change(context.Document, root, call, instead!, declaration!)),
                        equivalenceKey: "Request a kernel"),
                    diagnostic);
            }
        }
    }

    private static Document Change(Document document, SyntaxNode root, InvocationExpressionSyntax call, string instead, string declaration)
    {
        SyntaxNode outermost = call.AncestorsAndSelf().First(
            node => node.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax && node is MemberDeclarationSyntax);
        if (outermost is GlobalStatementSyntax) // types come after all statements
        {
            outermost = ((CompilationUnitSyntax)outermost.Parent!).Members.Last();
        }

        string text = root.ToFullString(), line = text.Contains("\r\n") ? "\r\n" : "\n";
        bool endsLine = outermost.GetTrailingTrivia().ToFullString().EndsWith("\n", StringComparison.Ordinal);
        MemberDeclarationSyntax kernel = SyntaxFactory.ParseMemberDeclaration(
            $"{(endsLine ? "" : line)}{line}{declaration.Replace("|", line)}{(endsLine ? line : "")}")!;
        ExpressionSyntax changed = SyntaxFactory.ParseExpression(instead).WithTriviaFrom(call);
        SyntaxNode tracked = root.TrackNodes(outermost, call);
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode(call)!, changed);
        return document.WithSyntaxRoot(tracked.InsertNodesAfter(tracked.GetCurrentNode(outermost)!, [kernel]));
    }
}
