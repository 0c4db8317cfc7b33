using System.Reflection;

namespace Norm.ML.Internals.Onnx;

/// <summary>A generated kernel for an ONNX graph: the sizes that the kernel does not tell stand in the attribute that asked for it.</summary>
internal static class OnnxKernel
{
    public static OnnxNorm Describe<TKernel, T>(IReadOnlyList<double> gamma, IReadOnlyList<double> beta)
        where TKernel : struct, INormKernelShape
    {
        NormKernelAttribute request = typeof(TKernel).GetCustomAttributes<NormKernelAttribute>().SingleOrDefault()
            ?? throw new NotSupportedException($"kernel {typeof(TKernel)} carries no attribute that tells its shape");
        int example = TKernel.ExampleLength;
        var numbers = new OnnxSegmentOptions(TKernel.Epsilon, gamma, beta, request.UnitOffset);
        return request switch
        {
            LayerNormAttribute<T> or RmsNormAttribute<T> or UnitNormAttribute<T> => OnnxSegments.Rows(TKernel.Kind, example, example, numbers),
            GroupNormAttribute<T> group => OnnxSegments.Groups(TKernel.Kind, example, group.Groups, group.Channels, group.Layout, numbers),
            InstanceNormAttribute<T> instance =>
                OnnxSegments.Groups(TKernel.Kind, example, instance.Channels, instance.Channels, instance.Layout, numbers),
            _ => throw new NotSupportedException($"kernel {typeof(TKernel)} is a {TKernel.Kind}, which takes its statistics over a "
                + "batch, not over an example"),
        };
    }
}
