using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Fast is not worse than PyTorch's float result on any pattern, on the same bits.</summary>
public class FastPrecisionTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Fast_is_no_worse_than_PyTorch(string norm, string pattern)
    {
        ErrorPair ours = AccuracyTable.Of(norm, pattern).Fast, peer = PyTorchErrors.Of(norm, pattern);

        Assert.True(ours.Normal <= Math.Max(peer.Normal, RoundedWell) && ours.Tiny <= Math.Max(peer.Tiny, Limits.Tiny), $"Fast {ours}, PyTorch {peer}");
    }

    /// <summary>Below this both are as good as float arithmetic gets, and which one wins is chance.</summary>
    private const double RoundedWell = 1;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (NormUnderTest norm in TableCases.TableNorms)
        {
            foreach (Pattern pattern in Patterns.All) data.Add(norm.Name, pattern.Name);
        }
        return data;
    }
}
