using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Few;

/// <summary>Few fast rows of over 128 floats: the arithmetic of <see cref="FloatFast{F, D, TMode}"/>.</summary>
internal static class FewFast<F, D, TMode> where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    /// <summary>One row. False if it needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static unsafe bool Normalize(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon)
    {
        fixed (float* pinnedX = &x, pinnedGamma = &gamma, pinnedBeta = &beta, pinnedY = &y) // masked loads and stores take pointers
        {
            float pivot = TMode.SubtractsMean ? FloatFastSums.Pivot<F, D>(ref x, size) : 0;
            F p = TMode.SubtractsMean ? F.Broadcast(pivot) : default;
            D sums = D.Zero, squares = D.Zero;
            for (nint from = 0; from < size; from += FloatFastSums.LongestBlock)
            {
                FloatFastSums.Block<F, D, TMode>(ref x, from, nint.Min(size, from + FloatFastSums.LongestBlock), p, out D s, out D q);
                squares += q;
                if (TMode.SubtractsMean)
                {
                    sums += s;
                }
            }

            Vector128<double> both = PairwiseSum.SumBoth(sums, squares);
            if (!FloatFast<F, D, TMode>.OfOneRow(
                pivot, both.ToScalar(), both.GetElement(1), size, epsilon, out double mean, out double inverse, out float rest))
            {
                return false;
            }

            FloatFast<F, D, TMode>.Row<CachedStore>(
                ref x, ref gamma, ref beta, ref y, size, F.Broadcast((float)mean), F.Broadcast((float)inverse), F.Broadcast(rest), 0, fetch: false);
            return true;
        }
    }
}
