using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>The affine step of one channel: <c>y = (x - mean) * scale + shift</c>, mean and scale in two parts.</summary>
internal struct ChannelAffine
{
    public Wide Mean, Scale;
    public double Shift;

    public static void Prepare<T>(
        ReadOnlySpan<double> mean, ReadOnlySpan<double> meanLow, ReadOnlySpan<double> variance, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta,
        double epsilon, Span<ChannelAffine> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int c = 0; c < destination.Length; c++)
        {
            Wide inverse = variance[c] + epsilon == 0 ? 0 : (Wide)1 / Wide.Sqrt(Wide.TwoSum(variance[c], epsilon));
            destination[c] = new ChannelAffine
            {
                Mean = new Wide(mean[c], meanLow.IsEmpty ? 0 : meanLow[c]),
                Scale = inverse * SegmentDefinition.Gamma(gamma, c, unitOffset: false),
                Shift = SegmentDefinition.Beta(beta, c),
            };
        }
    }
}
