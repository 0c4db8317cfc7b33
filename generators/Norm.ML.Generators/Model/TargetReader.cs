using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Norm.ML.Generators.Model;

/// <summary>Reads where a kernel goes.</summary>
internal static class TargetReader
{
    private static readonly SymbolDisplayFormat Path = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat Escaped = Path.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat Plain = Escaped.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None);

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
        };
    }

    /// <summary>The enclosing types, from the inside out.</summary>
    public static IEnumerable<INamedTypeSymbol> Containers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            yield return outer;
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

    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? $"@{name}" : name;
}
