using System.Globalization;
using System.Reflection;

namespace Norm.ML.StandIns.Tests;

/// <summary>Declarations as text, in which everything counts that a program compiled against them depends on.</summary>
internal static class SurfaceText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(int)] = "int",
        [typeof(bool)] = "bool",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => $"enum : {Name(Enum.GetUnderlyingType(type))}",
            { IsValueType: true } => $"{(HasAttribute(type, "IsReadOnlyAttribute") ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        string basis = type.BaseType == null || type.IsValueType ? "" : $" : {Name(type.BaseType)}";
        return $"{Access(type)} {kind}{GenericParameters(type.GetGenericArguments())}{basis}";
    }

    public static string Of(MemberInfo member) => member switch
    {
        FieldInfo field => Of(field),
        ConstructorInfo constructor => $"{Access(constructor)} {(constructor.IsStatic ? "static " : "")}new{Parameters(constructor)}",
        MethodInfo method => Of(method),
        _ => throw new NotSupportedException(member.ToString()),
    };

    public static string Access(MemberInfo member) => member switch
    {
        Type type => type switch
        {
            { IsPublic: true } or { IsNestedPublic: true } => "public",
            { IsNestedFamily: true } => "protected",
            { IsNestedFamORAssem: true } => "protected internal",
            { IsNestedFamANDAssem: true } => "private protected",
            { IsNestedPrivate: true } => "private",
            _ => "internal",
        },
        FieldInfo field => Access(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly, field.IsFamilyAndAssembly, field.IsAssembly),
        MethodBase method => Access(
            method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly, method.IsFamilyAndAssembly, method.IsAssembly),
        _ => "public",
    };

    /// <summary>A type's name with its namespace left out where the type is not of ML.NET, and never with its assembly.</summary>
    public static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType())}";
        if (type.IsArray)
            return $"{Name(type.GetElementType())}[]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Keywords.TryGetValue(type, out string keyword))
            return keyword;
        string name = type.IsNested ? $"{Name(type.DeclaringType)}.{type.Name}" : type.Name;
        if (type.DeclaringType?.Namespace == typeof(SurfaceText).Namespace)
            name = type.Name;
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string Of(FieldInfo field)
    {
        if (field.IsLiteral)
            return $"{Access(field)} const {Name(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}";
        string modifiers = $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}";
        return $"{Access(field)} {modifiers}{Name(field.FieldType)} {field.Name}";
    }

    private static string Of(MethodInfo method)
    {
        string modifiers = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } when !IsOverride(method) => "abstract ",
            { IsVirtual: true } when IsOverride(method) =>
                $"{(method.IsFinal ? "sealed " : "")}override {(method.IsAbstract ? "abstract " : "")}",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        string generic = GenericParameters(method.GetGenericArguments());
        return $"{Access(method)} {modifiers}{Name(method.ReturnType)} {method.Name}{generic}{Parameters(method)}";
    }

    private static bool IsOverride(MethodInfo method) => !method.Attributes.HasFlag(MethodAttributes.NewSlot);

    private static string Parameters(MethodBase method) => $"({string.Join(", ", method.GetParameters().Select(Of))})";

    private static string Of(ParameterInfo parameter)
    {
        string modifier = parameter.IsOut ? "out "
            : parameter.ParameterType.IsByRef && HasAttribute(parameter, "IsReadOnlyAttribute") ? "in "
            : HasAttribute(parameter, "ParamArrayAttribute") ? "params "
            : HasAttribute(parameter, "ParamCollectionAttribute") ? "params "
            : "";
        if (parameter.Position == 0 && HasAttribute(parameter.Member, "ExtensionAttribute"))
            modifier = "this ";
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";
        return $"{modifier}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string GenericParameters(Type[] parameters) => parameters.Length == 0
        ? ""
        : $"<{string.Join(", ", parameters.Select(parameter => parameter.IsGenericParameter ? GenericParameter(parameter) : Name(parameter)))}>";

    private static string GenericParameter(Type parameter)
    {
        string constraints = string.Join(" & ", parameter.GetGenericParameterConstraints().Select(Name).Order(StringComparer.Ordinal));
        return $"{parameter.GenericParameterAttributes} {parameter.Name}{(constraints.Length > 0 ? $" : {constraints}" : "")}";
    }

    private static string Literal(object value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static bool HasAttribute(ICustomAttributeProvider target, string name) => target switch
    {
        MemberInfo member => member.GetCustomAttributesData().Any(data => data.AttributeType.Name == name),
        ParameterInfo parameter => parameter.GetCustomAttributesData().Any(data => data.AttributeType.Name == name),
        _ => false,
    };

    private static string Access(bool isPublic, bool family, bool familyOrAssembly, bool familyAndAssembly, bool assembly) =>
        isPublic ? "public"
        : family ? "protected"
        : familyOrAssembly ? "protected internal"
        : familyAndAssembly ? "private protected"
        : assembly ? "internal"
        : "private";
}
