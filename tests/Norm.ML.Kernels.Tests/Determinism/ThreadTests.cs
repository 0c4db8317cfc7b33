using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Properties;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>
/// Kernels work on one thread; callers spread examples over several. Any cut gives the bits of one call for outputs, kept statistics and input
/// gradients. Gradients of gamma and beta are rounded once per call: blocks that do not depend on the number of threads, added in their order,
/// give the same bits for any number of them.
/// </summary>
public class ThreadTests
{
    private const int Times = 12;

    /// <summary>1 to 8 threads, each with a share of random length, some of none.</summary>
    [Fact]
    public void Any_cut_over_any_number_of_threads_gives_the_bits_of_one_call() => Calls.Hold(
        call =>
        {
            Check(call, call.Problem<float>(Patterns.Mixed));
            Check(call, call.Problem<double>(Patterns.Mixed));
        },
        Times, which: n => n.PerExample);

    [Fact]
    public void Gradients_of_parameters_do_not_depend_on_the_number_of_threads() => Calls.Hold(
        call =>
        {
            Blocks(call, call.Problem<float>(Patterns.Mixed));
            Blocks(call, call.Problem<double>(Patterns.Mixed));
        },
        Times, which: n => n.PerExample);

    /// <summary>A batch has common statistics and is one call; many at once do not disturb each other.</summary>
    [Fact]
    public void Calls_at_the_same_time_do_not_disturb_each_other() => Calls.Hold(
        call =>
        {
            Problem<double> p = call.Problem<double>();
            int n = p.Geometry.Affines;
            (double[] Y, double[] Dx, double[] Dgamma) One()
            {
                double[] y = call.Under.Forward(p), dx = new double[p.X.Length], dgamma = new double[n];
                call.Under.Backward(p, p.Dy, p.X, dx, dgamma, default);
                return (y, dx, dgamma);
            }

            var expected = One();
            var results = new (double[] Y, double[] Dx, double[] Dgamma)[8];
            OnThreads(8, t => results[t] = One());
            foreach ((double[] y, double[] dx, double[] dgamma) in results)
            {
                Bits.Equal<double>(expected.Y, y, $"{call}: y");
                Bits.Equal<double>(expected.Dx, dx, $"{call}: dx");
                Bits.Equal<double>(expected.Dgamma, dgamma, $"{call}: dgamma");
            }
        },
        Times);

    /// <summary>A fitted BatchNorm has nothing but rows.</summary>
    [Fact]
    public void Rows_of_a_fitted_BatchNorm_can_be_cut_anywhere()
    {
        const int Channels = 37, Rows = 101;
        Numbers random = Numbers.For(Channels, Rows);
        double[] mean = [.. Enumerable.Range(0, Channels).Select(_ => 100 * random.Normal())], variance = [.. mean.Select(m => m * m)];
        float[] x = [.. Enumerable.Range(0, Channels * Rows).Select(_ => (float)random.Normal())], expected = new float[x.Length];
        var fitted = new FittedBatchNorm<float>(mean, variance, default, default);
        fitted.Normalize(x, expected);
        for (int threads = 1; threads <= 8; threads++)
        {
            int[] cuts = Cuts(random, Rows, threads);
            float[] y = new float[x.Length];
            OnThreads(threads, t => fitted.Normalize(x.AsSpan(cuts[t] * Channels, (cuts[t + 1] - cuts[t]) * Channels),
                y.AsSpan(cuts[t] * Channels, (cuts[t + 1] - cuts[t]) * Channels)));
            Bits.Equal<float>(expected, y, $"{threads} threads");
        }
    }

    private static void Check<T>(Call call, Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(call.Seed);
        int each = p.X.Length / p.Shape.Examples, segments = p.Geometry.Segments.Length / p.Shape.Examples;
        T[] strict = call.Under.Forward(p), fast = call.Under.Forward(p, NormPrecision.Fast), dx = new T[p.X.Length];
        double[] mean = new double[p.Geometry.Segments.Length], other = new double[mean.Length];
        call.Under.ForwardKeeping(p, p.X, new T[p.X.Length], mean, other, NormPrecision.Strict);
        call.Under.Backward(p, p.Dy, p.X, dx, default, default);
        for (int threads = 1; threads <= 8; threads++)
        {
            int[] cuts = Cuts(random, p.Shape.Examples, threads);
            T[] y = new T[p.X.Length], quick = new T[p.X.Length], gradient = new T[p.X.Length];
            double[] ownMean = new double[mean.Length], ownOther = new double[mean.Length];
            OnThreads(threads, t =>
            {
                int from = cuts[t], count = cuts[t + 1] - from, at = from * each, length = count * each;
                Problem<T> part = Part(call, p, from, count);
                call.Under.ForwardKeeping(
                    part, part.X, y.AsSpan(at, length), ownMean.AsSpan(from * segments, count * segments),
                    ownOther.AsSpan(from * segments, count * segments),
                    NormPrecision.Strict);
                call.Under.Forward(part, part.X, quick.AsSpan(at, length), NormPrecision.Fast);
                call.Under.Backward(part, part.Dy, part.X, gradient.AsSpan(at, length), default, default);
            });
            Bits.Equal<T>(strict, y, $"{call}, {threads} threads: y");
            Bits.Equal<T>(fast, quick, $"{call}, {threads} threads: y, fast");
            Bits.Equal<T>(dx, gradient, $"{call}, {threads} threads: dx");
            Bits.Equal<double>(mean, ownMean, $"{call}, {threads} threads: means");
            Bits.Equal<double>(other, ownOther, $"{call}, {threads} threads: inverse deviations");
        }
    }

    private static void Blocks<T>(Call call, Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Block = 3;
        int blocks = (p.Shape.Examples + Block - 1) / Block, n = p.Geometry.Affines;
        (T[] Gamma, T[] Beta)? expected = null;
        for (int threads = 1; threads <= 8; threads++)
        {
            T[][] gammas = new T[blocks][], betas = new T[blocks][];
            int next = -1;
            OnThreads(threads, _ =>
            {
                for (int b = Interlocked.Increment(ref next); b < blocks; b = Interlocked.Increment(ref next))
                {
                    Problem<T> part = Part(call, p, b * Block, Math.Min(Block, p.Shape.Examples - b * Block));
                    gammas[b] = new T[n];
                    betas[b] = new T[n];
                    call.Under.Backward(part, part.Dy, part.X, default, gammas[b], betas[b]);
                }
            });
            T[] gamma = new T[n], beta = new T[n];
            for (int b = 0; b < blocks; b++)
            {
                for (int i = 0; i < n; i++)
                {
                    gamma[i] += gammas[b][i];
                    beta[i] += betas[b][i];
                }
            }
            expected ??= (gamma, beta);
            Bits.Equal<T>(expected.Value.Gamma, gamma, $"{call}, {threads} threads: dgamma");
            Bits.Equal<T>(expected.Value.Beta, beta, $"{call}, {threads} threads: dbeta");
        }
    }

    private static Problem<T> Part<T>(Call call, Problem<T> p, int from, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int each = p.X.Length / p.Shape.Examples;
        return new(call.Under.WithExamples(p.Shape, count), p.X[(from * each)..((from + count) * each)], p.Dy[(from * each)..((from + count) * each)],
            p.Gamma, p.Beta, p.Epsilon);
    }

    /// <summary>Where the shares of threads begin and end.</summary>
    private static int[] Cuts(Numbers random, int examples, int threads) =>
        [0, .. Enumerable.Range(1, threads - 1).Select(_ => random.Below(examples + 1)).Order(), examples];

    private static void OnThreads(int count, Action<int> work)
    {
        var errors = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(t => new Thread(() =>
        {
            try { work(t); }
            catch (Exception e) { errors[t] = e; }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (errors.FirstOrDefault(e => e != null) is { } error)
        {
            throw new InvalidOperationException("A thread failed.", error);
        }
    }
}
