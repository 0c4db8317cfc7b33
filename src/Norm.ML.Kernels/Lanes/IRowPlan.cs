using System.ComponentModel;

namespace Norm.ML.Lanes;

/// <summary>A generated kernel that writes out what is done with rows of its size; <see cref="RowPlan"/> does the rest.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IRowPlan : INormKernelShape
{
    /// <summary>Whether the scale is <c>1 + gamma</c>.</summary>
    static virtual bool UnitOffset => false;
}
