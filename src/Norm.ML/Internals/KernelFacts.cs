using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Norm.ML.Internals;

/// <summary>
/// What a kernel type says of itself, for comparing the kernel that a model was saved with to the one that is there when it is loaded.
/// </summary>
internal readonly record struct KernelFacts(NormKind Kind, int ExampleLength, int GammaLength, int BetaLength, double Epsilon,
    NormPrecision Precision)
{
    /// <summary>
    /// What the kernel's attribute says that the lengths do not: groups, channels, layout, unit offset; empty for a kernel without an attribute.
    /// </summary>
    public string Request { get; private init; } = "";

    public static KernelFacts Of<TKernel>()
        where TKernel : struct, INormKernelShape =>
        new(TKernel.Kind, TKernel.ExampleLength, TKernel.GammaLength, TKernel.BetaLength, TKernel.Epsilon,
        TKernel.Precision)
        { Request = RequestOf(typeof(TKernel)) };

    public static KernelFacts Of(Type kernel) =>
        (KernelFacts)typeof(KernelFacts).GetMethod(nameof(Of), 1, Type.EmptyTypes)!.MakeGenericMethod(kernel).Invoke(null, null)!;

    public override string ToString() => First + Request;

    /// <summary>The facts as models had them before <see cref="Request"/> was one of them.</summary>
    public string First => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} of {ExampleLength} elements, gamma {GammaLength}, beta {BetaLength}, epsilon {Epsilon:R}, {Precision}");

    /// <summary>What <see cref="ToString"/> wrote, without epsilon.</summary>
    public static string WithoutEpsilon(string facts) => Regex.Replace(facts, ", epsilon [^,]*", "");

    // Of one position per channel both layouts are the same.
    private static string RequestOf(Type kernel) => kernel.GetCustomAttributes<NormKernelAttribute>().SingleOrDefault() switch
    {
        null => "",
        { ChannelCount: > 0 } request => Channels(request),
        { UnitOffset: true } => ", unit offset",
        _ => "",
    };

    private static string Channels(NormKernelAttribute request) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{(request.GroupCount > 0 ? $", {request.GroupCount} groups" : "")}, {request.ChannelCount} channels")
        + (request.Spatial > 1 ? $", {request.Layout}" : "");
}
