using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>The attributes that request kernels: one for each row of the catalog, named after its kind.</summary>
internal static class KernelAttributes
{
    /// <summary>The namespace of the attributes, and of all that is public in the library.</summary>
    public const string Namespace = "Norm.ML";

    /// <summary>The name under which metadata knows the attribute of a norm.</summary>
    public static string MetadataName(NormDefinition norm) => $"{Namespace}.{norm.Kind}Attribute`1";

    /// <summary>The norm that an attribute requests, or null if it is not one of ours.</summary>
    public static NormDefinition? NormOf(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { Arity: 1, ContainingType: null } type || type.ContainingNamespace.ToDisplayString() != Namespace)
        {
            return null;
        }

        return NormCatalog.All.FirstOrDefault(norm => type.Name == $"{norm.Kind}Attribute");
    }

    /// <summary>The requests that a type carries.</summary>
    public static IEnumerable<AttributeData> On(ISymbol type) => type.GetAttributes().Where(attribute => NormOf(attribute) is not null);
}
