using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Norm.ML.CodeFixes;

/// <summary>Makes a kernel's struct, or a type around it, partial (NORM001); and a struct readonly, without ref (NORM002).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class KernelModifiersFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["NORM001", "NORM002"];

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
            if (root.FindToken(diagnostic.Location.SourceSpan.Start).Parent is not TypeDeclarationSyntax type)
            {
                continue;
            }

            if (diagnostic.Id == "NORM001")
            {
                Offer("Make it partial", modifiers => modifiers.WithPartial(true));
            }
            else if (type.IsKind(SyntaxKind.StructDeclaration) || type.IsKind(SyntaxKind.RecordStructDeclaration))
            {
                Offer(TitleFor(type.Modifiers), modifiers => modifiers.WithIsReadOnly(true).WithIsRef(false));
            }

            void Offer(string title, Func<DeclarationModifiers, DeclarationModifiers> change) => context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => ChangeAsync(context.Document, type, change, cancellation), equivalenceKey: title),
                diagnostic);
        }
    }

    private static string TitleFor(SyntaxTokenList modifiers) =>
        (modifiers.Any(SyntaxKind.RefKeyword), modifiers.Any(SyntaxKind.ReadOnlyKeyword)) switch
        {
            (true, true) => "Remove ref",
            (true, false) => "Make it readonly and remove ref",
            _ => "Make it readonly",
        };

    private static async Task<Document> ChangeAsync(
        Document document, TypeDeclarationSyntax type, Func<DeclarationModifiers, DeclarationModifiers> change, CancellationToken cancellation)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        editor.SetModifiers(type, change(editor.Generator.GetModifiers(type)));
        return editor.GetChangedDocument();
    }
}
