using System.Reflection;

namespace Norm.ML.Packages.Tests.Api;

/// <summary>Types as C# names them.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(nint)] = "nint",
    };

    public static string Of(Type type) => Of(type, null);

    /// <summary>With a question mark wherever null is allowed.</summary>
    public static string Of(NullabilityInfo info) => Of(info.Type.IsByRef ? info.Type.GetElementType()! : info.Type, info);

    /// <summary>The name alone, as constructors have it.</summary>
    public static string Simple(Type type) => type.Name.Split('`')[0];

    private static string Of(Type type, NullabilityInfo? info)
    {
        if (System.Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        string mark = info is { ReadState: NullabilityState.Nullable }
            or { ReadState: NullabilityState.Unknown, WriteState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, info?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword + mark;
        }

        if (!type.IsGenericType)
        {
            return (type.IsNested && !type.IsGenericParameter ? Of(type.DeclaringType!) + "." : "") + type.Name + mark;
        }

        Type[] arguments = type.GetGenericArguments();
        bool known = info is not null && info.GenericTypeArguments.Length == arguments.Length;
        IEnumerable<string> names = arguments.Select((argument, i) => Of(argument, known ? info!.GenericTypeArguments[i] : null));
        return $"{Simple(type)}<{string.Join(", ", names)}>{mark}";
    }
}
