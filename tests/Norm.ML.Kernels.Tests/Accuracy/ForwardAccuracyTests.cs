using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Every pattern at every size stays within the promised number of units of rounding.</summary>
public abstract class ForwardAccuracyTests<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Strict_stays_within_its_limit(string norm, string pattern)
    {
        (ErrorPair error, string worst) = Worst(Norms.Get(norm), Patterns.Get(pattern), NormPrecision.Strict);

        KnownMisses.Check<T>(norm, pattern, "y", error, Limits.Strict<T>(Patterns.Get(pattern)), worst);
    }

    public static TheoryData<string, string> Cases() => AccuracyCases.For<T>();

    private static (ErrorPair Error, string Where) Worst(NormUnderTest norm, Pattern pattern, NormPrecision precision)
    {
        var tracker = new WorstCase();
        foreach ((NormShape shape, AffineKind affine, int seed) in Sweep.Of(norm))
        {
            Problem<T> p = Problems.Make<T>(norm, shape, pattern, affine, seed);
            tracker.Add(Measurement.Output(norm, p, Measurement.Rulers(norm, p), norm.Forward(p, precision)), shape, affine);
        }
        return (tracker.Error, tracker.Where);
    }
}

public sealed class FloatForwardAccuracyTests : ForwardAccuracyTests<float>;

public sealed class DoubleForwardAccuracyTests : ForwardAccuracyTests<double>;

public sealed class HalfForwardAccuracyTests : ForwardAccuracyTests<Half>;
