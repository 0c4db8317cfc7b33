using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>The element types that a kernel can be asked for.</summary>
internal enum ElementType { Single, Double, Half }

internal static class ElementTypes
{
    /// <summary>Recognises an element type, or answers null.</summary>
    public static ElementType? Recognise(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_Single } => ElementType.Single,
        { SpecialType: SpecialType.System_Double } => ElementType.Double,
        { Name: "Half", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, ContainingType: null } =>
            ElementType.Half,
        _ => null,
    };

    /// <summary>The type as emitted code spells it.</summary>
    public static string Keyword(this ElementType type) => type switch
    {
        ElementType.Single => "float",
        ElementType.Double => "double",
        _ => "global::System.Half",
    };

    /// <summary>The type as a person spells it.</summary>
    public static string DisplayName(this ElementType type) => type == ElementType.Half ? "Half" : type.Keyword();

    /// <summary>What follows a number of elements: "float", "floats", "Half values".</summary>
    public static string Values(this ElementType type, int count)
    {
        string value = type == ElementType.Half ? "Half value" : type.Keyword();
        return count == 1 ? value : $"{value}s";
    }
}
