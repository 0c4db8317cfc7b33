using System.Numerics;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>One norm in one layout, with the same members as all others, so that every behaviour test runs over each of them.</summary>
internal abstract class NormUnderTest
{
    public abstract string Name { get; }

    public virtual bool SubtractsMean => true;

    public virtual bool HasGamma => true;

    public virtual bool HasBeta => SubtractsMean;

    public virtual bool UnitOffset => false;

    /// <summary>The smallest segment that the norm takes.</summary>
    public virtual int SmallestSize => 1;

    /// <summary>Whether statistics belong to an example, so that no other example can matter.</summary>
    public virtual bool PerExample => true;

    /// <summary>Whether its statistics are those of rows, with a gamma per element.</summary>
    public virtual bool OverRows => false;

    public sealed override string ToString() => Name;

    /// <summary>The exact statistics of one segment.</summary>
    public virtual StatisticsTruth Measure(ReadOnlySpan<double> values, double epsilon) =>
        StatisticsTruth.Measure(values, SubtractsMean, epsilon);

    /// <summary>The numbers nearest to the formula in one segment.</summary>
    public virtual NearestTruth Nearest(double[] values, double epsilon) => NearestTruth.OfMeans(values, SubtractsMean, epsilon);

    /// <summary>Dimensions with segments of this size, and about so many of them.</summary>
    public abstract NormShape Shape(int size, int segments);

    /// <summary>The same examples, but another number of them.</summary>
    public abstract NormShape WithExamples(NormShape shape, int examples);

    public abstract void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Keeps two statistics per segment: the mean (if it is subtracted) and what the backward pass takes beside it.</summary>
    public abstract void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public T[] Forward<T>(Problem<T> p, NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = new T[p.X.Length];
        Forward(p, p.X, y, precision);
        return y;
    }
}
