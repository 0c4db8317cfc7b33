using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Norm.ML.Packages.Tests.Api;

/// <summary>Types and members as C# declares them, with nullability, constraints and default values.</summary>
internal static class Signature
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Type type)
    {
        string kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : (type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "")
                : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
            + (IsRecord(type) ? "record " : "") + (type.IsValueType ? "struct" : "class");
        string[] bases = type.IsEnum || kind == "delegate" ? []
            : [.. new[] { type.BaseType }.OfType<Type>().Where(parent => parent != typeof(object) && parent != typeof(ValueType)).Select(TypeName.Of),
            .. OwnInterfaces(type)];
        string inherited = bases.Length > 0 ? " : " + string.Join(", ", bases) : "";
        return $"public {kind} {TypeName.Of(type)}{inherited}{Constraints(type.GetGenericArguments())}{AttributeUse(type)}";
    }

    public static string Of(FieldInfo field) =>
        $"{(field.IsLiteral ? "const" : field.IsStatic ? "static readonly" : "readonly")} {TypeName.Of(Nullability.Create(field))} {field.Name}"
        + (field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "");

    public static string Of(ConstructorInfo constructor) =>
        $"{Access(constructor)}{TypeName.Simple(constructor.DeclaringType!)}({Parameters(constructor)})";

    public static string Of(PropertyInfo property)
    {
        MethodInfo accessor = property.GetMethod ?? property.SetMethod!;
        bool init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string set = property.SetMethod is { IsPublic: true } or { IsFamily: true } ? init ? " init;" : " set;" : "";
        string name = property.GetIndexParameters().Length > 0 ? $"this[{string.Join(", ", property.GetIndexParameters().Select(Parameter))}]"
            : property.Name;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "", get = property.GetMethod is null ? "" : " get;";
        return $"{Access(accessor)}{required}{TypeName.Of(Nullability.Create(property))} {name} {{{get}{set} }}";
    }

    public static string Of(MethodInfo method)
    {
        Type[] arguments = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        string generics = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(argument => argument.Name))}>" : "";
        string receiver = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Access(method)}{TypeName.Of(Nullability.Create(method.ReturnParameter))} "
            + $"{method.Name}{generics}({receiver}{Parameters(method)}){Constraints(arguments)}";
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static string Access(MethodBase method) =>
        (method.IsPublic ? "" : "protected ")
        + (method.IsStatic ? "static " : "")
        + (method.DeclaringType!.IsInterface ? method.IsStatic && method.IsAbstract ? "abstract " : ""
            : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal
            ? ((MethodInfo)method).GetBaseDefinition().DeclaringType == method.DeclaringType ? "virtual " : "override " : "");

    // Those that neither the base class nor another interface of the list brings; a record's equality goes without saying.
    private static IEnumerable<string> OwnInterfaces(Type type)
    {
        Type[] all = type.GetInterfaces();
        return all.Where(one => !all.Any(other => other != one && other.GetInterfaces().Contains(one))
            && type.BaseType?.GetInterfaces().Contains(one) != true
                && !(IsRecord(type) && one.Name.StartsWith("IEquatable", StringComparison.Ordinal)) && one.IsVisible)
            .Select(TypeName.Of).Order(StringComparer.Ordinal);
    }

    private static string AttributeUse(Type type) =>
        type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage
        ? $" // on {usage.ValidOn}{(usage.AllowMultiple ? ", several" : "")}" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter.IsOut ? "out " : parameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "in " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{way}{TypeName.Of(Nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum ? $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, parameter.RawDefaultValue!)}"
        : parameter.RawDefaultValue is null ? parameter.ParameterType.IsValueType
        && System.Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null"
        : Literal(parameter.RawDefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(Constraint));

    private static string Constraint(Type argument)
    {
        GenericParameterAttributes attributes = argument.GenericParameterAttributes;
        bool unmanaged = argument.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsUnmanagedAttribute");
        var parts = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            parts.Add(unmanaged ? "unmanaged" : "struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        parts.AddRange(argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeName.Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)
            && !attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            parts.Add("new()");
        }

        return parts.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", parts)}";
    }
}
