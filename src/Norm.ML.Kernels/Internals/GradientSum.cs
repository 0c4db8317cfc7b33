using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>The last step of a parameter's gradient: a sum in double joins the caller's value.</summary>
internal static class GradientSum
{
    public static void AddTo<T>(Span<T> destination, ReadOnlySpan<double> sums) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < destination.Length; i++)
        {
            double sum = double.CreateTruncating(destination[i]) + sums[i];
            destination[i] = double.IsNaN(sum) ? T.NaN : T.CreateTruncating(sum); // which of two NaNs an addition keeps depends on the processor
        }
    }
}
