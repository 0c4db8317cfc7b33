using System.Numerics;

namespace Norm.ML.Testing;

/// <summary>What a kernel with gradients owes its callers: gradients that are those of its own forward pass.</summary>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">Its element type, <see cref="double"/> or <see cref="float"/>.</typeparam>
public static class GradientContract<TKernel, T>
    where TKernel : struct, INormKernelBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Compares the gradients with differences of the forward pass, at points that are drawn. Gradients of gamma and beta have to be added to what is
    /// there.
    /// </summary>
    /// <param name="tolerance">The largest distance, relative to the largest gradient; by default a bit more than differences are off.</param>
    /// <param name="seed">Of the numbers.</param>
    /// <exception cref="KernelContractException">A gradient is wrong.</exception>
    public static void Check(double? tolerance = null, int seed = 1)
    {
        double limit = tolerance ?? (typeof(T) == typeof(double) ? 1e-6 : 3e-2), step = typeof(T) == typeof(double) ? 1e-5 : 1e-2;
        var random = new Random(seed);
        int length = TKernel.ExampleLength, count = 3 * length;
        T[] x = Draw(random, count, 0.5), dy = Draw(random, count, -0.5), gamma = Draw(random, TKernel.GammaLength, 0.5),
            beta = Draw(random, TKernel.BetaLength, -0.5);
        T[] dx = new T[count], dgamma = new T[gamma.Length], dbeta = new T[beta.Length];
        TKernel.Backward(dy, x, gamma, dx, dgamma, dbeta);
        Compare("dx", x, dx);
        Compare("dgamma", gamma, dgamma);
        Compare("dbeta", beta, dbeta);
        T[] twiceGamma = [.. dgamma], twiceBeta = [.. dbeta];
        TKernel.Backward(dy, x, gamma, default, twiceGamma, twiceBeta);
        Added("dgamma", dgamma, twiceGamma);
        Added("dbeta", dbeta, twiceBeta);

        void Compare(string what, T[] point, T[] gradient)
        {
            double largest = gradient.Select(value => Math.Abs(double.CreateTruncating(value))).DefaultIfEmpty().Max();
            for (int i = 0; i < point.Length; i++)
            {
                T before = point[i];
                point[i] = before + T.CreateTruncating(step);
                double above = Loss(), up = double.CreateTruncating(point[i]);
                point[i] = before - T.CreateTruncating(step);
                double below = Loss(), down = double.CreateTruncating(point[i]);
                point[i] = before;
                double difference = (above - below) / (up - down), actual = double.CreateTruncating(gradient[i]);
                if (!(Math.Abs(difference - actual) <= limit * Math.Max(largest, 1)))
                {
                    throw new KernelContractException(
                        $"{typeof(TKernel).Name}: {what} of element {i} is {actual}; the forward pass changes by {difference}.");
                }
            }
        }

        double Loss()
        {
            var y = new T[count];
            TKernel.Normalize(x, gamma, beta, y);
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += double.CreateTruncating(y[i]) * double.CreateTruncating(dy[i]);
            }

            return sum;
        }

        void Added(string what, T[] once, T[] twice)
        {
            for (int i = 0; i < once.Length; i++)
            {
                double expected = 2 * double.CreateTruncating(once[i]), actual = double.CreateTruncating(twice[i]);
                if (!(Math.Abs(expected - actual) <= 1e-5 * Math.Max(1, Math.Abs(expected))))
                {
                    throw new KernelContractException(
                        $"{typeof(TKernel).Name}: {what} is not added to what is there: element {i} is {actual} after two calls, "
                        + $"expected {expected}.");
                }
            }
        }
    }

    private static T[] Draw(Random random, int count, double from) =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(from + random.NextDouble()))];
}
