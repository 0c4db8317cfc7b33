using System.Reflection;
using Norm.ML.Internals.Rows;

namespace Norm.ML.Internals;

/// <summary>
/// The options of the library's norm that computes what a generated kernel computes. Integers are normalized with it in double: a kernel of floats
/// would round them before the mean is subtracted.
/// </summary>
internal static class KernelOptions
{
    /// <summary>The options; null for a kernel without an attribute, whose shape is not known, and for one of a fitted norm.</summary>
    public static RowNormOptions? Of<TKernel>(IReadOnlyList<double> gamma, IReadOnlyList<double> beta)
        where TKernel : struct, INormKernelShape =>
        typeof(TKernel).GetCustomAttributes<NormKernelAttribute>().SingleOrDefault() is { } request
            ? RowNormOptions.Of(TKernel.Kind)?.With(new RowNormParts(TKernel.Epsilon, gamma, beta)
            {
                Size = request.ChannelCount > 0 ? request.ChannelCount : TKernel.ExampleLength,
                Groups = request.GroupCount,
                Layout = request.Layout,
                UnitOffset = request.UnitOffset,
            })
            : null;
}
