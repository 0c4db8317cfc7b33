using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Every pattern at every size stays within the promised number of units of rounding.</summary>
public abstract class ForwardAccuracyTests<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Strict_stays_within_its_limit(string norm, string pattern)
    {
        WorstCase worst = Worst(Norms.Get(norm), Patterns.Get(pattern));

        Limits.Check<T>($"y of {norm}, '{pattern}'", worst, Limits.Strict<T>(Patterns.Get(pattern)));
    }

    public static TheoryData<string, string> Cases() => AccuracyCases.For<T>();

    private static WorstCase Worst(NormUnderTest norm, Pattern pattern)
    {
        var tracker = new WorstCase();
        foreach ((NormShape shape, AffineKind affine, int seed) in Sweep.Of(norm))
        {
            Problem<T> p = Problems.Make<T>(norm, shape, pattern, affine, seed);
            tracker.Add(Measurement.Output(norm, p, Measurement.Statistics(norm, p), norm.Forward(p)), shape, affine);
        }
        return tracker;
    }
}

public sealed class FloatForwardAccuracyTests : ForwardAccuracyTests<float>;

public sealed class DoubleForwardAccuracyTests : ForwardAccuracyTests<double>;

public sealed class HalfForwardAccuracyTests : ForwardAccuracyTests<Half>;
