using System.Globalization;
using System.Text.RegularExpressions;

namespace Norm.ML.Internals;

/// <summary>
/// What a kernel type says of itself, for comparing the kernel that a model was saved with to the one that is there when it is loaded.
/// </summary>
internal readonly record struct KernelFacts(NormKind Kind, int ExampleLength, int GammaLength, int BetaLength, double Epsilon,
    NormPrecision Precision)
{
    public static KernelFacts Of<TKernel>()
        where TKernel : struct, INormKernelShape =>
        new(TKernel.Kind, TKernel.ExampleLength, TKernel.GammaLength, TKernel.BetaLength, TKernel.Epsilon, TKernel.Precision);

    public static KernelFacts Of(Type kernel) =>
        (KernelFacts)typeof(KernelFacts).GetMethod(nameof(Of), 1, Type.EmptyTypes)!.MakeGenericMethod(kernel).Invoke(null, null)!;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} of {ExampleLength} elements, gamma {GammaLength}, beta {BetaLength}, epsilon {Epsilon:R}, {Precision}");

    /// <summary>What <see cref="ToString"/> wrote, without epsilon.</summary>
    public static string WithoutEpsilon(string facts) => Regex.Replace(facts, ", epsilon [^,]*", "");
}
