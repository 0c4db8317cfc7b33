using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Norm.ML.Generators.Model;

/// <summary>Reads where a kernel goes.</summary>
internal static class TargetReader
{
    private static readonly SymbolDisplayFormat Path = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat Escaped = Path.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat Plain = Escaped.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None);

    // What is said about the use of a struct is said about the use of its transform.
    private static readonly string[] UseAttributes =
    [
        "System.ObsoleteAttribute", "System.Diagnostics.CodeAnalysis.ExperimentalAttribute", "System.ComponentModel.EditorBrowsableAttribute",
        "System.Runtime.Versioning.RequiresPreviewFeaturesAttribute", "System.Runtime.Versioning.SupportedOSPlatformAttribute",
        "System.Runtime.Versioning.UnsupportedOSPlatformAttribute",
    ];

    public static KernelTarget Read(INamedTypeSymbol type)
    {
        INamedTypeSymbol[] containers = [.. Containers(type).Reverse()];
        INamespaceSymbol space = type.ContainingNamespace;
        string prefix = space.IsGlobalNamespace ? "" : $"{space.ToDisplayString(Plain)}.";
        return new KernelTarget
        {
            Namespace = space.IsGlobalNamespace ? "" : space.ToDisplayString(Escaped),
            Containers = new([.. containers.Select(Declare)]),
            Declaration = Declare(type),
            Name = Escape(type.Name),
            FullName = type.ToDisplayString(Path),
            MetadataName = prefix + string.Join("+", containers.Append(type).Select(part => part.Name)),
            Reach = containers.Append(type).Select(part => ReachOf(part.DeclaredAccessibility)).Min(),
            UseAttributes = new([.. ReadUseAttributes([type, .. Containers(type)])]),
            IsOutsideCls = IsCompliant(type.ContainingAssembly) == true
                && containers.Append(type).All(part => IsCompliant(part) is null && ReachOf(part.DeclaredAccessibility) == Reach.Everywhere),
            Documented = OwnOutput.DeclarationsOf(type).Aggregate(OwnDocumentation.None, (found, part) => found | DocumentationOf(part)),
        };
    }

    /// <summary>The enclosing types, from the inside out.</summary>
    public static IEnumerable<INamedTypeSymbol> Containers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            yield return outer;
        }
    }

    private static string Declare(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => $"partial interface {Escape(type.Name)}",
        { IsRecord: true, TypeKind: TypeKind.Struct } => $"partial record struct {Escape(type.Name)}",
        { IsRecord: true } => $"partial record {Escape(type.Name)}",
        { TypeKind: TypeKind.Struct } => $"partial struct {Escape(type.Name)}",
        _ => $"partial class {Escape(type.Name)}",
    };

    private static Reach ReachOf(Accessibility accessibility) => accessibility switch
    {
        Accessibility.Public => Reach.Everywhere,
        Accessibility.Internal or Accessibility.ProtectedOrInternal => Reach.Assembly,
        _ => Reach.Hidden,
    };

    // What [CLSCompliant] says, if it is there.
    private static bool? IsCompliant(ISymbol symbol) => symbol.GetAttributes()
        .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "System.CLSCompliantAttribute")?
        .ConstructorArguments.FirstOrDefault().Value as bool?;

    // Names of small ASCII letters only are kept for keywords of a later language; the compiler warns of them.
    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            || name.All(c => c is >= 'a' and <= 'z')
            ? $"@{name}"
            : name;

    // One of each kind, the innermost; what is obsolete as an error anywhere comes before what is obsolete as a warning.
    private static IEnumerable<string> ReadUseAttributes(INamedTypeSymbol[] types) =>
        from attribute in types.SelectMany(type => type.GetAttributes())
        where attribute is { AttributeClass: { } kind, AttributeConstructor: not null } && UseAttributes.Contains(kind.ToDisplayString())
        group attribute by attribute.AttributeClass!.ToDisplayString() into same
        from attribute in same.Key.EndsWith("OSPlatformAttribute", StringComparison.Ordinal) ? same : same.OrderByDescending(IsError).Take(1)
        select Write(attribute);

    private static bool IsError(AttributeData attribute) => attribute.ConstructorArguments.Any(argument => argument.Value is true);

    private static string Write(AttributeData attribute)
    {
        IEnumerable<string> arguments = attribute.ConstructorArguments.Select(Write)
            .Concat(attribute.NamedArguments.Select(argument => $"{argument.Key} = {Write(argument.Value)}"));
        string name = attribute.AttributeClass!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        string list = string.Join(", ", arguments);
        return list.Length == 0 ? $"[{name}]" : $"[{name}({list})]";
    }

    private static string Write(TypedConstant value) =>
        value.Kind == TypedConstantKind.Enum ? $"global::{value.ToCSharpString()}" : value.ToCSharpString();

    // Inherited and included texts can hold anything.
    private static OwnDocumentation DocumentationOf(TypeDeclarationSyntax part)
    {
        OwnDocumentation found = OwnDocumentation.None;
        foreach (XmlNodeSyntax node in part.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(comment => comment.Content))
        {
            found |= (node as XmlElementSyntax)?.StartTag.Name.LocalName.ValueText switch
            {
                "summary" => OwnDocumentation.Summary,
                "remarks" => OwnDocumentation.Remarks,
                _ => (node as XmlEmptyElementSyntax)?.Name.LocalName.ValueText is "inheritdoc" or "include"
                    ? OwnDocumentation.Summary | OwnDocumentation.Remarks : OwnDocumentation.None,
            };
        }

        return found;
    }
}
