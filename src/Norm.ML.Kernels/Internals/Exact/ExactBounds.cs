namespace Norm.ML.Internals.Exact;

/// <summary>
/// How far a result in double may be from the formula. With u = 2^-53, a sum of n numbers, added as <see cref="ExactSums"/> does, is off by at most
/// <c>k u</c> times the sum of their sizes, <c>k = min(n / 32, 32) + 10</c>.
/// </summary>
/// <remarks>
/// <para>With the mean taken out, and a mean of squares at most four times the variance (rows of another kind are measured around their mean first):
/// the mean is off by <c>(k + 1) u</c> times the root of the mean of squares, so <c>2 (k + 1) u</c> deviations; the variance by <c>(3k + 6) u</c>
/// times the mean of squares, so the inverse deviation by <c>(6k + 15) u</c> of itself; forming <c>t = x * r - mean * r</c> adds four roundings. So
/// <c>|dt| &lt;= (6k + 20) u |t| + (2k + 10) u</c>; a product and a sum with beta add <c>2u |t gamma| + 2u |beta|</c>.</para>
/// <para>Without: the mean of squares is off by <c>(k + 2) u</c> of itself, the inverse by half of that and two roundings, and three products
/// follow.</para>
/// <para>Whether products and sums are fused is not used, so any processor may do what is quick.</para>
/// </remarks>
internal readonly struct ExactBounds
{
    private const double U = 1.1102230246251565e-16 * 1.01; // 2^-53, and more than the second-order terms

    /// <param name="size">The number of elements that share statistics.</param>
    public ExactBounds(long size)
    {
        double k = Math.Min(size / 32, 32) + 10;
        Relative = (6 * k + 22) * U;
        Absolute = (2 * k + 10) * U;
        Largest = Math.Sqrt(size) * 1.01;
        WithoutMean = (k / 2 + 10) * U;
    }

    /// <summary>The error of t, per |t|.</summary>
    public double Relative { get; }

    /// <summary>The error of t that does not depend on it.</summary>
    public double Absolute { get; }

    /// <summary>The largest |t|: one element has all squares.</summary>
    public double Largest { get; }

    /// <summary>The relative error of y where no mean is subtracted and there is no beta.</summary>
    public double WithoutMean { get; }

    /// <summary>The error of y, for any element. None if gamma or beta is not finite: y is not either.</summary>
    public double OfAny(double gamma, double beta) => double.IsFinite(gamma) && double.IsFinite(beta) ? Of(Largest, gamma, beta) : 0;

    /// <summary>The error of y for one t.</summary>
    public double Of(double t, double gamma, double beta) =>
        Math.Abs(gamma) * (Relative * Math.Abs(t) + Absolute) + 4 * U * Math.Abs(beta);
}
