using System.Reflection;

namespace Norm.ML.Internals;

/// <summary>
/// The options of the library's norm that computes what a generated kernel computes. Integers are normalized with it in double: a kernel of floats
/// would round them before the mean is subtracted.
/// </summary>
internal static class KernelOptions
{
    /// <summary>The options; null for a kernel without an attribute, whose shape is not known.</summary>
    public static RowNormOptions? Of<TKernel, T>(IReadOnlyList<double> gamma, IReadOnlyList<double> beta)
        where TKernel : struct, INormKernelShape => typeof(TKernel).GetCustomAttributes<NormKernelAttribute>().SingleOrDefault() switch
        {
            LayerNormAttribute<T> =>
                new LayerNormOptions { Epsilon = TKernel.Epsilon, NormalizedSize = TKernel.ExampleLength, Gamma = gamma, Beta = beta },
            RmsNormAttribute<T> rms =>
                new RmsNormOptions { Epsilon = TKernel.Epsilon, NormalizedSize = TKernel.ExampleLength, Gamma = gamma, UnitOffset = rms.UnitOffset },
            UnitNormAttribute<T> => new UnitNormOptions { Epsilon = TKernel.Epsilon, NormalizedSize = TKernel.ExampleLength },
            GroupNormAttribute<T> group => new GroupNormOptions
            {
                Epsilon = TKernel.Epsilon,
                Groups = group.Groups,
                Channels = group.Channels,
                Layout = group.Layout,
                Gamma = gamma,
                Beta = beta,
            },
            InstanceNormAttribute<T> instance => new InstanceNormOptions
            {
                Epsilon = TKernel.Epsilon,
                Channels = instance.Channels,
                Layout = instance.Layout,
                Gamma = gamma,
                Beta = beta,
            },
            _ => null,
        };
}
