using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>
/// A request as the compiler sees it: the struct, the attribute, and the values read from it, sound or not. It lives for one look only;
/// what the pipeline keeps is the <see cref="KernelRequest"/>.
/// </summary>
internal sealed class Declaration
{
    private readonly WrittenArguments _written;

    private Declaration(INamedTypeSymbol type, AttributeData attribute, NormDefinition norm)
    {
        Type = type;
        Attribute = attribute;
        Norm = norm;
        Element = attribute.AttributeClass!.TypeArguments[0];
        _written = new(attribute, LocationOf(type));

        RequestArguments? arguments = RequestArguments.TryRead(attribute);
        IsReadable = arguments is not null && Element.TypeKind != TypeKind.Error;
        arguments ??= RequestArguments.None;
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
            Epsilon = arguments.Double(nameof(KernelOptions.Epsilon), norm.DefaultEpsilon),
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

    public AttributeData Attribute { get; }

    public NormDefinition Norm { get; }

    /// <summary>The element type asked for, supported or not.</summary>
    public ITypeSymbol Element { get; }

    /// <summary>
    /// Whether the compiler could read all that the attribute says; if not, it reports that itself, and sizes and options have their defaults here.
    /// </summary>
    public bool IsReadable { get; }

    public KernelShape Shape { get; }

    public KernelOptions Options { get; }

    /// <summary>The names of the options that are written out.</summary>
    public IReadOnlyList<string> GivenOptions { get; }

    /// <summary>The struct's name in the source.</summary>
    public Location NameLocation => LocationOf(Type);

    /// <summary>The whole attribute in the source.</summary>
    public Location AttributeLocation => _written.Whole;

    /// <summary>The element type in the source.</summary>
    public Location ElementLocation => _written.TypeArgument ?? AttributeLocation;

    /// <summary>The sizes in the source, from the first to the last.</summary>
    public Location SizesLocation => _written.Span(Norm.Segment == NormSegment.Row ? Shape.Normalized.Count : 0) ?? AttributeLocation;

    /// <summary>Reads a request, or returns null for an attribute that is not one.</summary>
    public static Declaration? TryRead(INamedTypeSymbol type, AttributeData attribute) =>
        KernelAttributes.NormOf(attribute) is { } norm ? new Declaration(type, attribute, norm) : null;

    /// <summary>The name of a type in the user's source.</summary>
    public static Location LocationOf(INamedTypeSymbol type) =>
        OwnOutput.DeclarationsOf(type).FirstOrDefault()?.Identifier.GetLocation() ?? type.Locations[0];

    /// <summary>An argument in the source, by the name of its parameter or option; the attribute if it is not written there.</summary>
    public Location Locate(string name) => _written.Argument(name)?.GetLocation() ?? AttributeLocation;

    /// <summary>A dimension of the normalized shape in the source.</summary>
    public Location LocateDimension(int index) => _written.Element(index, Shape.Normalized.Count)?.GetLocation() ?? Locate("normalizedShape");

    /// <summary>The definition, once the rules have found the request sound.</summary>
    public KernelDefinition ToDefinition() => new()
    {
        Kind = Norm.Kind,
        Element = ElementTypes.Recognise(Element)!.Value,
        Shape = Shape,
        Options = Options,
    };
}
