using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// Attributes that do not request a kernel but were meant to: <c>[LayerNorm(64)]</c>, for which the compiler says only that LayerNorm is not an
/// attribute class, and names spelt in another way (<c>[RMSNorm&lt;float&gt;(64)]</c>).
/// </summary>
internal static class ElementTypeMissing
{
    private const string Suffix = "Attribute";

    /// <summary>Whether an attribute could be such a slip, judged by its name alone.</summary>
    public static bool IsCandidate(SyntaxNode node) =>
        node is AttributeSyntax { Parent.Parent: BaseTypeDeclarationSyntax } attribute && NormOf(attribute) is { } norm
            && !IsRequest(attribute, norm);

    /// <summary>What is wrong with the attribute; null if it is one of somebody else's.</summary>
    public static Finding? Find(AttributeSyntax attribute, SemanticModel model, CancellationToken cancellation)
    {
        if (NormOf(attribute) is not { } norm || IsRequest(attribute, norm))
        {
            return null;
        }

        SymbolInfo info = model.GetSymbolInfo(attribute, cancellation);
        ISymbol? found = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        INamedTypeSymbol? type = found as INamedTypeSymbol ?? found?.ContainingType;
        bool ours = type is null or { TypeKind: TypeKind.Error }
            ? IsInReach(attribute, norm, model)
            : type.ContainingNamespace.ToDisplayString() == KernelAttributes.Namespace;
        bool isAlias = type is { Arity: 1 } && Rightmost(attribute.Name) is IdentifierNameSyntax && info.Symbol is not null;
        return ours && !isAlias
            ? new(Descriptors.NoElementType, attribute.GetLocation(), OneLine(attribute.ToString()), Repaired(attribute, norm).ToString())
            : null;
    }

    /// <summary>The attribute as it was meant.</summary>
    public static AttributeSyntax Repaired(AttributeSyntax attribute, NormDefinition norm)
    {
        SimpleNameSyntax name = Rightmost(attribute.Name);
        TypeSyntax? written = (name as GenericNameSyntax)?.TypeArgumentList.Arguments.FirstOrDefault(argument =>
            !argument.IsKind(SyntaxKind.OmittedTypeArgument));
        string type = written?.ToString() ?? "float";
        string arguments = attribute.ArgumentList is { } list ? OneLine(list.ToString()) : norm.Segment == NormSegment.Group ? "(8, 32)" : "(64)";
        string prefix = attribute.Name.ToString().Substring(0, name.SpanStart - attribute.Name.SpanStart);
        return SyntaxFactory.Attribute(SyntaxFactory.ParseName($"{prefix}{norm.Kind}<{type}>"), SyntaxFactory.ParseAttributeArgumentList(arguments));
    }

    /// <summary>The norm that an attribute's name means, in whatever case it is written.</summary>
    public static NormDefinition? NormOf(AttributeSyntax attribute)
    {
        string name = Rightmost(attribute.Name).Identifier.ValueText;
        if (name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            name = name.Substring(0, name.Length - Suffix.Length);
        }

        return NormCatalog.All.FirstOrDefault(norm => string.Equals($"{norm.Kind}", name, StringComparison.OrdinalIgnoreCase));
    }

    // Rightly spelt, with one type argument: the compiler takes it for what it is.
    private static bool IsRequest(AttributeSyntax attribute, NormDefinition norm) =>
        Rightmost(attribute.Name) is GenericNameSyntax { TypeArgumentList.Arguments: { Count: 1 } arguments } name
        && !arguments[0].IsKind(SyntaxKind.OmittedTypeArgument) && name.Identifier.ValueText.StartsWith($"{norm.Kind}", StringComparison.Ordinal);

    // Nothing has the name that is written: it is meant for us where our attributes can be named without their namespace, or that is written, too.
    private static bool IsInReach(AttributeSyntax attribute, NormDefinition norm, SemanticModel model)
    {
        INamespaceSymbol? space = null;
        if (attribute.Name is QualifiedNameSyntax qualified)
        {
            space = model.GetSymbolInfo(qualified.Left).Symbol as INamespaceSymbol;
            if (space is null)
            {
                return false;
            }
        }

        return model.LookupNamespacesAndTypes(attribute.SpanStart, space, $"{norm.Kind}{Suffix}")
            .Any(type => type.ContainingNamespace?.ToDisplayString() == KernelAttributes.Namespace);
    }

    private static SimpleNameSyntax Rightmost(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right,
        AliasQualifiedNameSyntax aliased => aliased.Name,
        _ => (SimpleNameSyntax)name,
    };

    private static string OneLine(string text) => string.Join(" ", text.Split(['\r', '\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
