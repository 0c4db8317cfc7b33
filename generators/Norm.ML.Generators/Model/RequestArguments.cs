using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>The values written in a request, by the names of parameters and options.</summary>
internal sealed class RequestArguments
{
    private readonly Dictionary<string, TypedConstant> _values = [];

    private RequestArguments() { }

    /// <summary>The names of the options that are written out.</summary>
    public IReadOnlyList<string> Options { get; private set; } = [];

    /// <summary>Reads the arguments, or answers null where the compiler itself could not (and says so).</summary>
    public static RequestArguments? TryRead(AttributeData attribute)
    {
        if (attribute.AttributeConstructor is not { } constructor || constructor.Parameters.Length != attribute.ConstructorArguments.Length)
            return null;

        var arguments = new RequestArguments { Options = [.. attribute.NamedArguments.Select(argument => argument.Key)] };
        for (int i = 0; i < constructor.Parameters.Length; i++)
            arguments._values[constructor.Parameters[i].Name] = attribute.ConstructorArguments[i];
        foreach (KeyValuePair<string, TypedConstant> option in attribute.NamedArguments)
            arguments._values[option.Key] = option.Value;
        return arguments._values.Values.All(IsReadable) ? arguments : null;
    }

    /// <summary>A number, or a member of an enumeration as its number.</summary>
    public int Int(string name, int otherwise) => _values.TryGetValue(name, out TypedConstant value) && value.Value is int number ? number : otherwise;

    public bool Bool(string name, bool otherwise) => _values.TryGetValue(name, out TypedConstant value) && value.Value is bool flag ? flag : otherwise;

    public double Double(string name, double otherwise) => _values.TryGetValue(name, out TypedConstant value) && value.Value is double number ? number : otherwise;

    /// <summary>Numbers; none for a null array.</summary>
    public int[] Ints(string name) =>
        _values.TryGetValue(name, out TypedConstant value) && value is { Kind: TypedConstantKind.Array, IsNull: false }
            ? [.. value.Values.Select(element => element.Value as int? ?? 0)]
            : [];

    private static bool IsReadable(TypedConstant value) =>
        value.Kind != TypedConstantKind.Error && (value.Kind != TypedConstantKind.Array || value.IsNull || value.Values.All(IsReadable));
}
