using Norm.ML.Internals.Moments;

namespace Norm.ML;

/// <summary>The statistics of one channel, as <see cref="RunningStatistics"/> hands them out.</summary>
/// <remarks>All values are in the unit of the data, variances in its square. A channel without a finite value has NaN for mean, variance,
/// least and greatest value.</remarks>
public readonly struct ChannelStatistics
{
    // The distance from 1 to the next double.
    private const double DoubleUnit = 1.0 / (1L << 52);

    private readonly ChannelMoments _moments;

    internal ChannelStatistics(int index, string? name, in ChannelMoments moments) => (Index, Name, _moments) = (index, name, moments);

    /// <summary>The channel's position, from 0.</summary>
    public int Index { get; }

    /// <summary>The channel's name, if names were given.</summary>
    public string? Name { get; }

    /// <summary>How many finite values were seen, in rows of weight above 0.</summary>
    public long Count => _moments.Count;

    /// <summary>The sum of the weights of those values; equal to <see cref="Count"/> without weights.</summary>
    public double Weight => _moments.Weight;

    /// <summary>How many values were NaN.</summary>
    public long Missing => _moments.Missing;

    /// <summary>How many values were positive or negative infinity.</summary>
    public long Infinite => _moments.Infinite;

    /// <summary>The least finite value; NaN if there was none. A zero is positive.</summary>
    public double Min => Count == 0 ? double.NaN : _moments.Min;

    /// <summary>The greatest finite value; NaN if there was none. A zero is positive.</summary>
    public double Max => Count == 0 ? double.NaN : _moments.Max;

    /// <summary>
    /// The weighted mean <c>sum(w x) / sum(w)</c>, rounded to a double; NaN without values. The mean of a constant is the constant.
    /// </summary>
    public double Mean => Count == 0 ? double.NaN : _moments.MeanHigh * _moments.Factor;

    /// <summary>What <see cref="Mean"/> lost to rounding: the sum of the two is the mean to about 1e-16 of the standard deviation.</summary>
    public double MeanLow => Count == 0 ? double.NaN : _moments.MeanLow * _moments.Factor;

    /// <summary>The sum of squared deviations, <c>sum(w (x - mean)^2)</c>; infinite if that exceeds a double (values from about 1e154).</summary>
    public double SquaredDeviations => Count == 0 ? double.NaN : Unscaled(Squares);

    /// <summary>True if every finite value seen was the same. The variance is then exactly 0.</summary>
    public bool IsConstant => Count > 0 && _moments.Min == _moments.Max;

    /// <summary>The population variance <c>sum(w (x - mean)^2) / sum(w)</c>: <see cref="GetVariance"/> with a correction of 0.</summary>
    public double Variance => GetVariance(0);

    /// <summary>The population's standard deviation, the square root of <see cref="Variance"/>, right also where the variance itself is too large or
    /// too small for a double.</summary>
    public double StandardDeviation => GetStandardDeviation(0);
    /// <summary>True if the values differ by no more than the rounding of a double explains: <c>standard deviation &lt;= 2^-52 |mean|</c>, or
    /// <see cref="IsConstant"/>. The number of values does not matter, because the sums here do not round with it.</summary>
    public bool IsConstantUpToRounding => IsConstant || (Count > 0 && StandardDeviation <= DoubleUnit * Math.Abs(Mean));

    /// <summary>The variance <c>sum(w (x - mean)^2) / (sum(w) - correction)</c>.</summary>
    /// <param name="correction">0 for the population's variance, 1 for the unbiased estimate from a sample (Bessel), or any other finite
    /// number of degrees of freedom. Weights count as repetitions of a row.</param>
    /// <returns>The variance; NaN if the total weight does not exceed <paramref name="correction"/>. It is infinite where the true value
    /// exceeds a double and 0 where it is below the least one: <see cref="GetStandardDeviation"/> is right even then.</returns>
    /// <exception cref="ArgumentException"><paramref name="correction"/> is not finite.</exception>
    public double GetVariance(double correction) => Unscaled(ScaledVariance(correction));

    /// <summary>The square root of <see cref="GetVariance"/>, right also where the variance itself is too large or too small for a double.</summary>
    /// <param name="correction">As for <see cref="GetVariance"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="correction"/> is not finite.</exception>
    public double GetStandardDeviation(double correction) =>
        Math.ScaleB(Math.Sqrt(ScaledVariance(correction)), -ChannelScale.Exponent(_moments.Scale));

    /// <summary><c>1 / sqrt(variance + epsilon)</c>, right also where the variance itself is too large or too small for a double.</summary>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="correction">As for <see cref="GetVariance"/>.</param>
    /// <returns>The factor that gives the channel a spread of one; infinite if variance and epsilon are both 0.</returns>
    /// <exception cref="ArgumentException"><paramref name="epsilon"/> or <paramref name="correction"/> is out of range.</exception>
    public double InverseStandardDeviation(double epsilon, double correction = 0)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon,
            "epsilon has to be finite and not negative.");
        }

        int exponent = ChannelScale.Exponent(_moments.Scale);
        double variance = ScaledVariance(correction);
        // A small variance beside a large epsilon would overflow under its scale; it is negligible there.
        double scaledEpsilon = Math.ScaleB(epsilon, 2 * exponent);
        return double.IsPositiveInfinity(scaledEpsilon)
            ? 1 / Math.Sqrt(Unscaled(variance) + epsilon)
            : Math.ScaleB(1 / Math.Sqrt(variance + scaledEpsilon), exponent);
    }

    private double Squares => _moments.SquaresHigh + _moments.SquaresLow;

    private double ScaledVariance(double correction)
    {
        if (!double.IsFinite(correction))
        {
            throw new ArgumentOutOfRangeException(nameof(correction), correction, "correction has to be finite.");
        }

        double freedom = _moments.Weight - correction;
        return Count == 0 || !(freedom > 0) ? double.NaN : Squares / freedom;
    }

    private double Unscaled(double squares) => Math.ScaleB(squares, -2 * ChannelScale.Exponent(_moments.Scale));
}
