using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>A generated kernel that writes out what is done with rows of its size; <see cref="UnrolledRows"/> does the rest.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IUnrolledKernel : INormKernelShape
{
    /// <summary>Whether the scale is <c>1 + gamma</c>.</summary>
    static virtual bool UnitOffset => false;
}
