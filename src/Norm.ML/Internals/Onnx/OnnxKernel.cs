using Microsoft.ML.Data;

namespace Norm.ML.Internals.Onnx;

/// <summary>A generated kernel for an ONNX graph: the library's norm that computes the same.</summary>
internal static class OnnxKernel
{
    public static OnnxNorm Describe<TKernel>(IReadOnlyList<double> gamma, IReadOnlyList<double> beta)
        where TKernel : struct, INormKernelShape
    {
        if (NormCatalog.Get(TKernel.Kind).Fitted)
        {
            throw new NotSupportedException(
                $"kernel {typeof(TKernel)} is a {TKernel.Kind}, which takes its statistics over a batch, not over an example");
        }

        RowNormOptions norm = KernelOptions.Of<TKernel>(gamma, beta)
            ?? throw new NotSupportedException($"kernel {typeof(TKernel)} carries no attribute that tells its shape");
        return norm.ToOnnx(typeof(TKernel).Name, new VectorDataViewType(NumberDataViewType.Double, TKernel.ExampleLength));
    }
}
