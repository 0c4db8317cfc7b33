using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The gradients of every pattern at every size stay within the promised number of units of rounding.</summary>
public abstract class BackwardAccuracyTests<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_stay_within_their_limits(string norm, string pattern)
    {
        var gradients = new Gradients(Norms.Get(norm), Patterns.Get(pattern));

        Check("dx", gradients.Input, Limits.Strict<T>(Patterns.Get(pattern)));
        Check("dgamma", gradients.Gamma, Limits.Gradient<T>());
        Check("dbeta", gradients.Beta, Limits.Gradient<T>());

        void Check(string what, WorstCase worst, double limit) => Limits.Check<T>($"{what} of {norm}, '{pattern}'", worst, limit);
    }

    public static TheoryData<string, string> Cases() => AccuracyCases.For<T>();

    /// <summary>The worst of each gradient; those of gamma and beta are added to what their spans hold.</summary>
    private sealed class Gradients
    {
        public WorstCase Input { get; } = new();
        public WorstCase Gamma { get; } = new();
        public WorstCase Beta { get; } = new();

        public Gradients(NormUnderTest norm, Pattern pattern)
        {
            foreach ((NormShape shape, AffineKind affine, int seed) in Sweep.Of(norm))
            {
                Problem<T> p = Problems.Make<T>(norm, shape, pattern, affine, seed);
                T[] initial = Start(shape.Geometry.Affines, seed), dgamma = [.. initial], dbeta = [.. initial], dx = new T[p.X.Length];
                norm.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
                StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
                Input.Add(Measurement.InputGradient(norm, p, statistics, dx), shape, affine);
                AffineGradientTruth truth = Measurement.AffineGradients(p, statistics);
                if (norm.HasGamma)
                {
                    Gamma.Add(truth.GammaError<T>(initial, dgamma), shape, affine);
                }

                if (norm.HasBeta)
                {
                    Beta.Add(truth.BetaError<T>(initial, dbeta), shape, affine);
                }
            }
        }

        /// <summary>Zeros, or something to accumulate onto.</summary>
        private static T[] Start(int length, int seed)
        {
            Numbers random = Numbers.For(seed, length);
            return [.. Enumerable.Range(0, length).Select(_ => Element<T>.From(seed % 2 == 0 ? 0 : random.Normal()))];
        }
    }
}

public sealed class FloatBackwardAccuracyTests : BackwardAccuracyTests<float>;

public sealed class DoubleBackwardAccuracyTests : BackwardAccuracyTests<double>;
