namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>The exact mean and variance of a segment.</summary>
readonly record struct SegmentStatistics(DoubleDouble Mean, DoubleDouble Variance)
{
    /// <summary>Of values as they are; with <paramref name="centres"/> false the mean is 0 and the variance the mean square.</summary>
    public static SegmentStatistics Of(ReadOnlySpan<float> segment, bool centres)
    {
        DoubleDouble mean = 0, squares = 0;
        if (centres)
        {
            foreach (float value in segment) mean += value;
            mean /= segment.Length;
        }
        foreach (float value in segment)
        {
            DoubleDouble deviation = value - mean;
            squares += deviation * deviation;
        }
        return new(mean, squares / segment.Length);
    }

    public DoubleDouble Normalize(float x, double epsilon) => Variance.High + epsilon == 0 ? 0 : (x - Mean) / DoubleDouble.Sqrt(Variance + epsilon);
}
