using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>
/// Sums of <c>dy</c> and of <c>dy * (x - mean)</c> for doubles. Four terms are added as a tree; the rounding error of each addition to the sum is
/// added to a low part. So the last bits depend neither on the length nor on roundings that all go the same way. The results are four arrays: both
/// sums, then their low parts. The order of additions is defined in <c>Norm.ML.Simd.UnrolledRows</c>.
/// </summary>
internal static class ExactGradientSums<D> where D : struct, ISimdDouble8<D>
{
    /// <summary>Up to eight channels of rows that lie <paramref name="channels"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Strip(ref double dy, ref double x, nint rows, nint channels, nint count, ref double means, ref double sums)
    {
        D mean = Load(ref means, 0, count), total, part;
        D sum = Load(ref sums, 0, count), lostSum = Load(ref sums, 2 * channels, count);
        D product = Load(ref sums, channels, count), lostProduct = Load(ref sums, 3 * channels, count);
        nint at = 0, end = rows * channels, step = 4 * channels;
        if (count == 8)
        {
            for (; at <= end - step; at += step)
            {
                nint second = at + channels, third = second + channels, fourth = third + channels;
                D a = D.Load(ref dy, at), b = D.Load(ref dy, second), c = D.Load(ref dy, third), d = D.Load(ref dy, fourth);
                D s = (a + b) + (c + d);
                D q = D.Fma(a, D.Load(ref x, at) - mean, b * (D.Load(ref x, second) - mean))
                    + D.Fma(c, D.Load(ref x, third) - mean, d * (D.Load(ref x, fourth) - mean));
                total = sum + s;
                part = total - sum;
                lostSum += (sum - (total - part)) + (s - part);
                sum = total;
                total = product + q;
                part = total - product;
                lostProduct += (product - (total - part)) + (q - part);
                product = total;
            }
        }
        for (; at < end; at += channels)
        {
            D s = Load(ref dy, at, count), q = s * (Load(ref x, at, count) - mean);
            total = sum + s;
            part = total - sum;
            lostSum += (sum - (total - part)) + (s - part);
            sum = total;
            total = product + q;
            part = total - product;
            lostProduct += (product - (total - part)) + (q - part);
            product = total;
        }
        Store(sum, ref sums, 0, count);
        Store(lostSum, ref sums, 2 * channels, count);
        Store(product, ref sums, channels, count);
        Store(lostProduct, ref sums, 3 * channels, count);
    }

    /// <summary>Adjacent elements of one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Plane(ref double dy, ref double x, nint length, double mean, ref double sums, nint channels)
    {
        D m = D.Broadcast(mean), sum = D.Zero, lostSum = sum, product = sum, lostProduct = sum, total, part;
        nint i = 0;
        for (; i <= length - 32; i += 32)
        {
            D a = D.Load(ref dy, i), b = D.Load(ref dy, i + 8), c = D.Load(ref dy, i + 16), d = D.Load(ref dy, i + 24);
            D s = (a + b) + (c + d);
            D q = D.Fma(a, D.Load(ref x, i) - m, b * (D.Load(ref x, i + 8) - m)) + D.Fma(
                c, D.Load(ref x, i + 16) - m, d * (D.Load(ref x, i + 24) - m));
            total = sum + s;
            part = total - sum;
            lostSum += (sum - (total - part)) + (s - part);
            sum = total;
            total = product + q;
            part = total - product;
            lostProduct += (product - (total - part)) + (q - part);
            product = total;
        }
        for (; i < length; i += 8)
        {
            nint count = nint.Min(8, length - i);
            D s = Load(ref dy, i, count), deviation = Load(ref x, i, count) - m, q = s * (count < 8 ? D.First(deviation, count) : deviation);
            total = sum + s;
            part = total - sum;
            lostSum += (sum - (total - part)) + (s - part);
            sum = total;
            total = product + q;
            part = total - product;
            lostProduct += (product - (total - part)) + (q - part);
            product = total;
        }
        Merge(D.Sum(sum), D.Sum(lostSum), ref sums, channels);
        Merge(D.Sum(product), D.Sum(lostProduct), ref Unsafe.Add(ref sums, channels), channels);
    }

    private static void Merge(double sum, double lost, ref double sums, nint channels)
    {
        DoubleDouble total = DoubleDouble.TwoSum(sums, sum);
        sums = total.High;
        Unsafe.Add(ref sums, 2 * channels) += total.Low + lost;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Load(ref double source, nint at, nint count) => count == 8 ? D.Load(ref source, at) : D.MaskedLoad(ref source, at, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(D value, ref double destination, nint at, nint count)
    {
        if (count == 8)
        {
            D.Store(value, ref destination, at);
        }
        else
        {
            D.MaskedStore(value, ref destination, at, count);
        }
    }
}
