using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>The rules about the struct that asks for a kernel, and what is around it.</summary>
internal static class StructRules
{
    /// <summary>All of them. With several requests on one struct, what the struct does wrong is said once, at the first.</summary>
    public static IEnumerable<Finding> Check(Declaration declaration)
    {
        AttributeData[] requests = [.. KernelAttributes.On(declaration.Type)];
        IEnumerable<Finding> findings = requests.Length < 2
            ? []
            : [new Finding(Descriptors.TwoNorms, declaration.AttributeLocation, declaration.Type.Name, $"{requests.Length}")];
        return requests[0].ApplicationSyntaxReference?.Span == declaration.Attribute.ApplicationSyntaxReference?.Span
            ? findings.Concat(Partial(declaration)).Concat(ReadOnlyStruct(declaration)).Concat(Scope(declaration)).Concat(Names(declaration))
            : findings;
    }

    /// <summary>A name that is missing: the compiler says so too, but not that there is no kernel.</summary>
    public static Finding? CheckNames(Declaration declaration)
    {
        string? nameless =
            declaration.Type.Name.Length == 0 ? "its struct"
            : TargetReader.Containers(declaration.Type).Any(type => type.Name.Length == 0) ? "a type around it"
            : Namespaces(declaration.Type).Any(space => space.Name.Length == 0) ? "its namespace"
            : null;
        return nameless is null ? null : new(Descriptors.NoName, declaration.AttributeLocation, nameless);
    }

    // The struct and all that encloses it are partial.
    private static IEnumerable<Finding> Partial(Declaration declaration) =>
        from type in TargetReader.Containers(declaration.Type).Prepend(declaration.Type)
        from TypeDeclarationSyntax part in OwnOutput.DeclarationsOf(type)
        where !part.Modifiers.Any(SyntaxKind.PartialKeyword)
        select new Finding(Descriptors.NotPartial, part.Identifier.GetLocation(), part.Identifier.ValueText);

    // Classes, ref structs and structs that can change are refused.
    private static IEnumerable<Finding> ReadOnlyStruct(Declaration declaration)
    {
        string? what = declaration.Type switch
        {
            { TypeKind: TypeKind.Interface } => "is an interface",
            { IsRecord: true, TypeKind: not TypeKind.Struct } => "is a record class",
            { TypeKind: not TypeKind.Struct } => "is a class",
            { IsRefLikeType: true } => "is a ref struct",
            { IsReadOnly: false } => "is not readonly",
            _ => null,
        };
        return what is null ? [] : [new(Descriptors.NotReadOnlyStruct, declaration.NameLocation, declaration.Type.Name, what)];
    }

    // The struct can be completed in another file, and is one type.
    private static IEnumerable<Finding> Scope(Declaration declaration)
    {
        INamedTypeSymbol type = declaration.Type;
        if (type.IsGenericType)
        {
            yield return new(Descriptors.Generic, declaration.NameLocation, type.Name);
        }

        if (TargetReader.Containers(type).Prepend(type).Any(part => part.IsFileLocal))
        {
            yield return new(Descriptors.FileLocal, declaration.NameLocation, type.Name);
        }
    }

    // No member, and not the struct itself, has a name that emitted code needs.
    private static IEnumerable<Finding> Names(Declaration declaration)
    {
        INamedTypeSymbol type = declaration.Type;
        if (EmittedNames.Members.Contains(type.Name))
        {
            yield return Taken(declaration.NameLocation, type.Name);
        }

        foreach (string name in EmittedNames.Members)
        {
            if (type.GetMembers(name).FirstOrDefault(IsWritten) is { } member)
            {
                yield return Taken(member.Locations[0], name);
            }
        }

        string extensions = EmittedNames.ExtensionClass(TargetReader.Read(type));
        if (type.ContainingNamespace.GetMembers(extensions).FirstOrDefault(OwnOutput.IsUsers) is { } user)
        {
            yield return Taken(declaration.NameLocation, user.Name);
        }

        // A type of the global namespace hides a namespace of that name from all code.
        foreach (string space in EmittedNames.Namespaces)
        {
            if (!type.ContainingAssembly.GlobalNamespace.GetTypeMembers(space).IsEmpty)
            {
                yield return Taken(declaration.NameLocation, $"global::{space}");
            }
        }

        Finding Taken(Location location, string name) => new(Descriptors.NameTaken, location, type.Name, name);
    }

    // An accessor goes with its property, which has a name of its own.
    private static bool IsWritten(ISymbol member) => OwnOutput.IsUsers(member) && member is not IMethodSymbol { AssociatedSymbol: not null };

    private static IEnumerable<INamespaceSymbol> Namespaces(INamedTypeSymbol type)
    {
        for (INamespaceSymbol? space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            yield return space;
        }
    }
}
