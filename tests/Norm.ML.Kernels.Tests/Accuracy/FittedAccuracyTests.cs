using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The affine step of a fitted BatchNorm, forwards and backwards, with means far above the deviation.</summary>
public abstract class FittedAccuracyTests<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(Statistics))]
    public void Normalize_stays_within_its_limit(double mean, double deviation, double epsilon)
    {
        var worst = new WorstCase();
        foreach (Fitted f in Cases(mean, deviation, epsilon))
        {
            Problem<T> p = f.Problem;
            var y = new T[p.X.Length];
            f.Prepare().Normalize(p.X, y, p.Shape.Spatial, p.Shape.Layout);
            for (int c = 0; c < p.Shape.Channels; c++)
            {
                double[] x = p.Values(p.X, c);
                worst.Add(OutputTruth.Error<T>(f.Statistics(c, x), x, p.Gammas(c, false), p.Betas(c), p.Gather(y, c)), p.Shape, f.Affine);
            }
        }
        Limits.Check<T>($"y of a fitted BatchNorm, mean {mean}, deviation {deviation}", worst, typeof(T) == typeof(float) ? 1 : 2.5);
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void Both_ways_to_call_it_give_the_same_bits(double mean, double deviation, double epsilon)
    {
        foreach (Fitted f in Cases(mean, deviation, epsilon).Take(20))
        {
            Problem<T> p = f.Problem;
            T[] prepared = new T[p.X.Length], direct = new T[p.X.Length];
            new FittedBatchNorm<T>(f.Means, f.Variances, p.Gamma, p.Beta, p.Epsilon).Normalize(p.X, prepared, p.Shape.Spatial, p.Shape.Layout);
            BatchNorm.Normalize(p.X, p.Shape.Channels, p.Shape.Spatial, f.Means, f.Variances, p.Gamma, p.Beta, direct, p.Epsilon, p.Shape.Layout);

            Bits.Equal<T>(prepared, direct, "BatchNorm.Normalize beside FittedBatchNorm");
        }
    }

    /// <summary>
    /// Denormalize undoes Normalize up to the rounding of y: an error of one unit there is <c>|gamma|^-1 * sqrt(variance + epsilon)</c> as
    /// much in x.
    /// </summary>
    [Theory]
    [MemberData(nameof(Statistics))]
    public void Denormalize_undoes_Normalize(double mean, double deviation, double epsilon)
    {
        foreach (Fitted f in Cases(mean, deviation, epsilon))
        {
            Problem<T> p = f.Problem;
            T[] y = new T[p.X.Length], back = new T[p.X.Length];
            FittedBatchNorm<T> fitted = f.Prepare();
            fitted.Normalize(p.X, y, p.Shape.Spatial, p.Shape.Layout);
            fitted.Denormalize(y, back, p.Shape.Spatial, p.Shape.Layout);
            for (int c = 0; c < p.Shape.Channels; c++)
            {
                double[] x = p.Values(p.X, c), forth = p.Values(y, c), again = p.Values(back, c);
                double gamma = p.Gamma.Length == 0 ? 1 : Element<T>.ToDouble(p.Gamma[c]), root = Math.Sqrt(f.Variances[c] + epsilon);
                if (gamma == 0 || root == 0)
                {
                    continue;
                }

                double scale = x.Select((_, i) => Math.Abs(forth[i])).Max() + Math.Abs(p.Betas(c)[0]), unit = 2.5 * Element<T>.Epsilon;
                for (int i = 0; i < x.Length; i++)
                {
                    Assert.InRange(Math.Abs(again[i] - x[i]), 0, unit * (scale * 2 * root / Math.Abs(gamma) + Math.Abs(x[i]) + 2 * Math.Abs(mean))
                        + Element<T>.ToDouble(T.Epsilon));
                }
            }
        }
    }

    public static TheoryData<double, double, double> Statistics() => new()
    {
        { 0, 1, 1e-5 }, { 0.5, 1, 1e-5 }, { 3, 1, 1e-5 }, { 30, 1, 1e-5 }, { 1e3, 1, 1e-5 }, { 1e4, 1e-2, 1e-5 }, { 1e6, 1, 1e-5 }, { -1e6, 1, 0 },
        { 1e30, 1e24, 1e-5 }, { 1e-20, 1e-20, 1e-5 }, { 1e-20, 1e-20, 0 }, { 7, 0, 1e-5 }, { 7, 0, 0 }, { 1e9, 1e-2, 1e-3 },
    };

    private static IEnumerable<Fitted> Cases(double mean, double deviation, double epsilon)
    {
        int[] spatials = Depths.Current == Depth.Quick ? [1, 5] : [1, 3, 7, 16, 49];
        foreach (int channels in Enumerable.Range(1, 40).Concat([64, 65, 100, 300]))
        {
            foreach (int spatial in spatials)
            {
                foreach (NormLayout layout in Enum.GetValues<NormLayout>())
                {
                    yield return new Fitted(mean, deviation, epsilon, NormShape.Batch(1 + channels % 5, channels, spatial, layout),
                        AffineKinds.All[(channels + spatial) % AffineKinds.All.Count]);
                }
            }
        }
    }

    /// <summary>Learned statistics, a little different in each channel, and inputs that follow them.</summary>
    private sealed class Fitted
    {
        private readonly double[] _lows;

        public Fitted(double mean, double deviation, double epsilon, NormShape shape, AffineKind affine)
        {
            Affine = affine;
            Numbers random = Numbers.For(shape.Channels, shape.Spatial, (int)affine);
            Means = [.. Enumerable.Range(0, shape.Channels).Select(_ => mean + deviation * random.Normal())];
            _lows = [.. Means.Select(m => m * Math.ScaleB(random.Uniform() - 0.5, -53))];
            Variances = [.. Enumerable.Range(0, shape.Channels).Select(_ => deviation * deviation * (0.5 + random.Uniform()))];
            var x = new T[shape.Geometry.Length];
            for (int c = 0; c < shape.Channels; c++)
            {
                foreach (int position in shape.Geometry.Segments[c])
                {
                    x[position] = Element<T>.From(Means[c] + deviation * random.Normal());
                }
            }
            (double[]? gamma, double[]? beta) = AffineKinds.Make(affine, shape.Channels, Element<T>.Largest, random);
            Problem = new Problem<T>(shape, x, [], gamma == null ? [] : Element<T>.From(gamma), beta == null ? [] : Element<T>.From(beta), epsilon);
        }

        public Problem<T> Problem { get; }
        public AffineKind Affine { get; }
        public double[] Means { get; }
        public double[] Variances { get; }

        public FittedBatchNorm<T> Prepare() => new(Means, Variances, Problem.Gamma, Problem.Beta, Problem.Epsilon, _lows);

        public StatisticsTruth Statistics(int channel, double[] x) =>
            StatisticsTruth.Given(Means[channel], _lows[channel], Variances[channel], Problem.Epsilon, x.Select(Math.Abs).Max());
    }
}

public sealed class FloatFittedAccuracyTests : FittedAccuracyTests<float>;

public sealed class DoubleFittedAccuracyTests : FittedAccuracyTests<double>;
