using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Norm and pattern, for each norm that takes the element type.</summary>
internal static class AccuracyCases
{
    public static TheoryData<string, string> For<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var data = new TheoryData<string, string>();
        foreach (NormUnderTest norm in Norms.All.Where(n => typeof(T) != typeof(Half) || n.OverRows))
        {
            foreach (string pattern in Patterns.Names)
            {
                data.Add(norm.Name, pattern);
            }
        }
        return data;
    }
}
