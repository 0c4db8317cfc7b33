using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Norm.ML.Generators.Model;

/// <summary>
/// A request as the compiler sees it: the struct, the attribute, and the values read from it, sound or not. It lives for one look only;
/// what the pipeline keeps is the <see cref="KernelRequest"/>.
/// </summary>
internal sealed class Declaration
{
    private readonly AttributeData _attribute;

    private Declaration(INamedTypeSymbol type, AttributeData attribute, NormDefinition norm, RequestArguments arguments)
    {
        _attribute = attribute;
        Type = type;
        Norm = norm;
        Element = attribute.AttributeClass!.TypeArguments[0];
        GivenOptions = arguments.Options;
        Shape = new KernelShape
        {
            Normalized = new(arguments.Ints("normalizedShape")),
            Groups = arguments.Int("groups", 1),
            Channels = arguments.Int("channels", 1),
            Spatial = arguments.Int(nameof(KernelShape.Spatial), 1),
        };
        Options = new KernelOptions
        {
            Epsilon = arguments.Double(nameof(KernelOptions.Epsilon), 1e-5),
            NamesEpsilon = norm.Fitted && arguments.Options.Contains(nameof(KernelOptions.Epsilon)),
            Affine = arguments.Bool(nameof(KernelOptions.Affine), true),
            Bias = arguments.Bool(nameof(KernelOptions.Bias), true),
            UnitOffset = arguments.Bool(nameof(KernelOptions.UnitOffset), false),
            Layout = (NormLayout)arguments.Int(nameof(KernelOptions.Layout), 0),
            Residual = arguments.Bool(nameof(KernelOptions.Residual), false),
            Backward = arguments.Bool(nameof(KernelOptions.Backward), false),
            Precision = (NormPrecision)arguments.Int(nameof(KernelOptions.Precision), 0),
        };
    }

    public INamedTypeSymbol Type { get; }

    public NormDefinition Norm { get; }

    /// <summary>The element type asked for, supported or not.</summary>
    public ITypeSymbol Element { get; }

    public KernelShape Shape { get; }

    public KernelOptions Options { get; }

    /// <summary>The names of the options that are written out.</summary>
    public IReadOnlyList<string> GivenOptions { get; }

    /// <summary>The struct's name in the source.</summary>
    public Location NameLocation => LocationOf(Type);

    /// <summary>The whole attribute in the source.</summary>
    public Location AttributeLocation => Syntax?.GetLocation() ?? NameLocation;

    /// <summary>Reads a request, or answers null where the compiler itself cannot read it (and says so).</summary>
    public static Declaration? TryRead(INamedTypeSymbol type, AttributeData attribute) =>
        KernelAttributes.NormOf(attribute) is { } norm && RequestArguments.TryRead(attribute) is { } arguments
            ? new Declaration(type, attribute, norm, arguments)
            : null;

    /// <summary>The name of a type in the user's source.</summary>
    public static Location LocationOf(INamedTypeSymbol type) =>
        OwnOutput.DeclarationsOf(type).FirstOrDefault()?.Identifier.GetLocation() ?? type.Locations[0];

    /// <summary>An argument in the source, by the name of its parameter or option; the attribute if it is not written there.</summary>
    public Location Locate(string name)
    {
        var arguments = Syntax?.ArgumentList?.Arguments.ToArray() ?? [];
        AttributeArgumentSyntax? written = arguments.FirstOrDefault(argument => (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText == name);
        int position = _attribute.AttributeConstructor!.Parameters.TakeWhile(parameter => parameter.Name != name).Count();
        if (written is null && position < Math.Min(arguments.Length, _attribute.AttributeConstructor.Parameters.Length))
            written = arguments[position] is { NameEquals: null, NameColon: null } positional ? positional : null;
        return written?.GetLocation() ?? AttributeLocation;
    }

    /// <summary>The definition, once the rules have found the request sound.</summary>
    public KernelDefinition ToDefinition() => new()
    {
        Kind = Norm.Kind,
        Element = ElementTypes.Recognise(Element)!.Value,
        Shape = Shape,
        Options = Options,
    };

    private AttributeSyntax? Syntax => _attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
}
