using System.Globalization;
using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>The rules about what a request's attribute says. Each argument that is wrong is found at its own words.</summary>
internal static class ArgumentRules
{
    /// <summary>The longest array of .NET.</summary>
    private const int MaxLength = 0x7FFFFFC7;

    /// <summary>All of them. Arguments that the compiler could not read are its to report.</summary>
    public static IEnumerable<Finding> Check(Declaration declaration) => declaration.IsReadable
        ? ElementType(declaration).Concat(Sizes(declaration)).Concat(Groups(declaration)).Concat(SingleValue(declaration))
            .Concat(Epsilon(declaration)).Concat(Options(declaration))
        : ElementType(declaration);

    // float and double, and Half for the norms per row.
    private static IEnumerable<Finding> ElementType(Declaration declaration)
    {
        if (declaration.Element.TypeKind == TypeKind.Error)
        {
            yield break;
        }

        bool half = declaration.Norm.Segment == NormSegment.Row && !declaration.Options.Backward;
        ElementType? element = ElementTypes.Recognise(declaration.Element);
        if (element is null || (element == Model.ElementType.Half && !half))
        {
            yield return new(Descriptors.ElementTypeUnsupported, declaration.ElementLocation,
                declaration.Norm.ToString(), declaration.Element.ToDisplayString(), half ? "float, double or Half" : "float or double");
        }
    }

    // Sizes are at least 1, and their product fits an array.
    private static IEnumerable<Finding> Sizes(Declaration declaration)
    {
        KernelShape shape = declaration.Shape;
        bool perRow = declaration.Norm.Segment == NormSegment.Row;
        (string What, int Size, Location Location)[] sizes = perRow
            ? [.. shape.Normalized.Select((size, i) =>
                (shape.Normalized.Count == 1 ? "The size" : $"Dimension {i + 1}", size, declaration.LocateDimension(i)))]
            : [.. new[] { ("groups", shape.Groups), ("channels", shape.Channels), (nameof(shape.Spatial), shape.Spatial) }
                .Select(argument => (argument.Item1, argument.Item2, declaration.Locate(argument.Item1)))];

        if (perRow && sizes.Length == 0)
        {
            yield return OutOfRange("The normalized shape", "it has no dimension", declaration.Locate("normalizedShape"));
        }

        foreach ((string what, int size, Location location) in sizes)
        {
            if (size is < 1 or > MaxLength)
            {
                yield return OutOfRange(what, size < 1 ? $"{Literal.Of(size)} is less than 1" : $"{Literal.Of(size)} is more than {MaxLength}",
                    location);
            }
        }

        if (sizes.All(size => size.Size is >= 1 and <= MaxLength) && shape.ExampleLength > MaxLength)
        {
            yield return OutOfRange("The size", $"one example has more than {MaxLength} elements", declaration.SizesLocation);
        }

        Finding OutOfRange(string what, string why, Location location) => new(Descriptors.SizeOutOfRange, location, what, declaration.Type.Name, why);
    }

    private static IEnumerable<Finding> Groups(Declaration declaration)
    {
        (int groups, int channels) = (declaration.Shape.Groups, declaration.Shape.Channels);
        if (groups > 0 && channels > 0 && channels % groups != 0)
        {
            yield return new(Descriptors.GroupsDoNotDivide, declaration.Locate("groups"),
                Literal.Count(channels, "channel"), declaration.Type.Name, Literal.Count(groups, "group"));
        }
    }

    private static IEnumerable<Finding> SingleValue(Declaration declaration) =>
        declaration.Norm.Segment == NormSegment.Instance && declaration.Shape.Spatial == 1
            ? [new(Descriptors.SingleValue, declaration.Locate(nameof(KernelShape.Spatial)), declaration.Type.Name)]
            : [];

    private static IEnumerable<Finding> Epsilon(Declaration declaration)
    {
        double epsilon = declaration.Options.Epsilon;
        // Learned variances may stand alone: a fitted norm takes 0.
        if (!(epsilon > 0 || (epsilon == 0 && declaration.Norm.Fitted)) || double.IsInfinity(epsilon))
        {
            yield return new(Descriptors.EpsilonNotPositive, declaration.Locate(nameof(KernelOptions.Epsilon)),
                declaration.Type.Name, epsilon.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    // No option is ignored: each is one that the norm has, with a value that exists.
    private static IEnumerable<Finding> Options(Declaration declaration) =>
        Limits.Where(limit => declaration.GivenOptions.Contains(limit.Option) && !limit.Applies(declaration))
            .Select(limit =>
                new Finding(Descriptors.OptionDoesNotApply, declaration.Locate(limit.Option), limit.Option, declaration.Type.Name,
                    string.Format(CultureInfo.InvariantCulture, limit.Why, declaration.Norm)));

    /// <param name="Option">The option.</param>
    /// <param name="Applies">Whether the norm has it.</param>
    /// <param name="Why">Why not; {0} stands for the norm.</param>
    private sealed record Limit(string Option, Func<Declaration, bool> Applies, string Why);

    private static readonly Limit[] Limits =
    [
        new(nameof(KernelOptions.Affine), d => d.Norm.HasGamma, "{0} has neither gamma nor beta"),
        new(nameof(KernelOptions.Bias), d => d.Norm.HasBeta, "{0} has no beta"),
        new(nameof(KernelOptions.Bias), d => d.Options.Affine, "without Affine there is no beta"),
        new(nameof(KernelOptions.UnitOffset), d => d.Norm.Divisor == NormDivisor.RootMeanSquare, "only RMSNorm has a unit offset"),
        new(nameof(KernelOptions.UnitOffset), d => d.Options.Affine, "without Affine there is no gamma"),
        new(nameof(KernelShape.Spatial), d => d.Norm.Affine == NormAffine.PerChannel, "rows have no channels; give all dimensions in the shape"),
        new(nameof(KernelOptions.Layout), d => d.Norm.Affine == NormAffine.PerChannel, "rows have no channels"),
        new(nameof(KernelOptions.Layout), d => Enum.IsDefined(typeof(NormLayout), d.Options.Layout), "there is no such layout"),
        new(nameof(KernelOptions.Residual), d => d.Norm.Affine == NormAffine.PerElement, "only LayerNorm and RMSNorm add a residual"),
        new(nameof(KernelOptions.Backward), d => !d.Norm.Fitted, "a fitted BatchNorm has no gradient of its own"),
        new(nameof(KernelOptions.Precision), d => Enum.IsDefined(typeof(NormPrecision), d.Options.Precision), "there is no such precision"),
        new(nameof(KernelOptions.Precision), d => !d.Norm.Fitted, "a fitted BatchNorm has one precision, Strict"),
    ];
}
