using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Norm.ML.Generators.Model;

/// <summary>Tells what the user wrote from what the generator wrote: analyzers see both, and judge the former.</summary>
internal static class OwnOutput
{
    private static readonly string Folder = typeof(NormKernelGenerator).FullName!;

    public static bool Wrote(SyntaxTree tree) => tree.FilePath.Contains(Folder);

    /// <summary>Whether a symbol is declared somewhere in the user's own code.</summary>
    public static bool IsUsers(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(reference => !Wrote(reference.SyntaxTree));

    /// <summary>The declarations of a type in the user's own code.</summary>
    public static IEnumerable<TypeDeclarationSyntax> DeclarationsOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences
            .Where(reference => !Wrote(reference.SyntaxTree))
            .Select(reference => reference.GetSyntax())
            .OfType<TypeDeclarationSyntax>();
}
