using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Norm.ML.Generators.Model;

/// <summary>The values written in a request, by the names of parameters and options.</summary>
internal sealed class RequestArguments
{
    /// <summary>No arguments: everything has its default.</summary>
    public static readonly RequestArguments None = new();

    private readonly Dictionary<string, TypedConstant> _values = [];

    private RequestArguments() { }

    /// <summary>The names of the options that are written out.</summary>
    public IReadOnlyList<string> Options { get; private set; } = [];

    /// <summary>Reads the arguments, or answers null where the compiler itself could not (and says so).</summary>
    public static RequestArguments? TryRead(AttributeData attribute)
    {
        if (attribute.AttributeConstructor is not { } constructor || constructor.Parameters.Length != attribute.ConstructorArguments.Length)
        {
            return null;
        }

        var arguments = new RequestArguments { Options = [.. attribute.NamedArguments.Select(argument => argument.Key)] };
        for (int i = 0; i < constructor.Parameters.Length; i++)
        {
            arguments._values[constructor.Parameters[i].Name] = attribute.ConstructorArguments[i];
        }

        foreach (KeyValuePair<string, TypedConstant> option in attribute.NamedArguments)
        {
            arguments._values[option.Key] = option.Value;
        }

        return arguments._values.Values.All(IsReadable) ? arguments : null;
    }

    /// <summary>A number, or a member of an enumeration as its number.</summary>
    public int Int(string name, int otherwise) =>
        _values.TryGetValue(name, out TypedConstant value) && value.Value is int number ? number : otherwise;

    public bool Bool(string name, bool otherwise) =>
        _values.TryGetValue(name, out TypedConstant value) && value.Value is bool flag ? flag : otherwise;

    public double Double(string name, double otherwise) =>
        _values.TryGetValue(name, out TypedConstant value) && value.Value is double number ? number : otherwise;

    /// <summary>Numbers; none for a null array.</summary>
    public int[] Ints(string name) =>
        _values.TryGetValue(name, out TypedConstant value) && value is { Kind: TypedConstantKind.Array, IsNull: false }
            ? [.. value.Values.Select(element => element.Value as int? ?? 0)]
            : [];

    private static bool IsReadable(TypedConstant value) =>
        value.Kind != TypedConstantKind.Error && (value.Kind != TypedConstantKind.Array || value.IsNull || value.Values.All(IsReadable));
}

/// <summary>Where the parts of a request stand in the source.</summary>
internal sealed class WrittenArguments(AttributeData attribute, Location otherwise)
{
    private readonly AttributeSyntax? _syntax = attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    /// <summary>The whole attribute.</summary>
    public Location Whole => _syntax?.GetLocation() ?? otherwise;

    /// <summary>What stands between angle brackets; null where the attribute goes by an alias.</summary>
    public Location? TypeArgument =>
        _syntax?.Name.DescendantNodesAndSelf().OfType<GenericNameSyntax>().LastOrDefault()?
            .TypeArgumentList.Arguments.FirstOrDefault()?.GetLocation();

    private AttributeArgumentSyntax[] All => _syntax?.ArgumentList?.Arguments.ToArray() ?? [];

    /// <summary>An argument, by the name of its parameter or option.</summary>
    public AttributeArgumentSyntax? Argument(string name)
    {
        AttributeArgumentSyntax? named = All.FirstOrDefault(argument =>
            (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText == name);
        if (named is not null || attribute.AttributeConstructor is not { } constructor)
        {
            return named;
        }

        int position = constructor.Parameters.TakeWhile(parameter => parameter.Name != name).Count();
        return position < constructor.Parameters.Length ? Positional.ElementAtOrDefault(position) : null;
    }

    /// <summary>One of <paramref name="count"/> numbers in the last parameter: arguments of their own, or elements of one array.</summary>
    public ExpressionSyntax? Element(int index, int count) => Elements(count).ElementAtOrDefault(index);

    /// <summary>The first to the last of <paramref name="count"/> numbers in the last parameter.</summary>
    public Location? Span(int count) =>
        Elements(count) is [{ } first, ..] all
            ? Location.Create(first.SyntaxTree, TextSpan.FromBounds(first.SpanStart, all[all.Length - 1].Span.End))
            : null;

    private IEnumerable<AttributeArgumentSyntax> Positional => All.TakeWhile(argument => argument is { NameEquals: null, NameColon: null });

    private ExpressionSyntax[] Elements(int count)
    {
        if (count == 0 || attribute.AttributeConstructor?.Parameters.LastOrDefault() is not { } parameter)
        {
            return [];
        }

        ExpressionSyntax[] elements = [.. Positional.Skip(parameter.Ordinal).Select(argument => argument.Expression)];
        if (elements.Length == 0)
        {
            elements = Argument(parameter.Name) is { } named ? [named.Expression] : [];
        }

        if (elements is [{ } array])
        {
            elements = array switch
            {
                ArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
                ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
                CollectionExpressionSyntax collection =>
                    [.. collection.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression)],
                _ => elements,
            };
        }

        return elements.Length == count ? elements : [];
    }
}
