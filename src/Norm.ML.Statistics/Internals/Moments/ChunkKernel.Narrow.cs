using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>One to seven channels: a vector holds a row of each of the eight blocks, of one channel.</summary>
internal static unsafe partial class ChunkKernel
{
    private const int Blocks = Rows / Block;

    /// <summary>Doubles of a channel's sums: of deviations and squares of each block, for each turn.</summary>
    private const int Lanes = Turns * 2 * Blocks;

    /// <summary>The most elements of a group of rows of every block.</summary>
    private const int Tile = Group * (LaneCount - 1) * Blocks;

    /// <summary>One channel, its values one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Single<T>(T* x, int count, double pivot, out double sum, out double squares) where T : unmanaged
    {
        double* sums = stackalloc double[2];
        if (typeof(T) == typeof(float) && Avx.IsSupported && count == Rows)
        {
            Whole((float*)x, Vector512.Create(pivot), sums);
        }
        else
        {
            Narrow<T, No>(x, null, 1, count, &pivot, sums, 1);
        }

        (sum, squares) = (sums[0], sums[1]);
    }

    /// <summary>As <see cref="Single"/>, with a weight per row.</summary>
    public static void SingleWeighted(double* x, double* weights, int count, double pivot, out double sum, out double squares)
    {
        double* sums = stackalloc double[2];
        Narrow<double, Yes>(x, weights, 1, count, &pivot, sums, 1);
        (sum, squares) = (sums[0], sums[1]);
    }

    /// <summary>A full chunk of one channel of floats, without detours through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Whole(float* x, Vector512<double> pivot, double* sums)
    {
        double* lanes = stackalloc double[Lanes], turn = lanes;
        new Span<double>(lanes, Lanes).Clear();
        var ahead = new Ahead<float>(x, 1);
        for (float* end = x + Block; x < end; x += Group, turn = lanes + (turn - lanes + 2 * Blocks) % Lanes)
        {
            ahead.Fetch();
            Transpose.Four(x, Block, out Vector256<float> x0, out Vector256<float> x1, out Vector256<float> x2, out Vector256<float> x3);
            Vector512<double> v0 = Deviation(x0, pivot), v1 = Deviation(x1, pivot), v2 = Deviation(x2, pivot), v3 = Deviation(x3, pivot);
            Transpose.Four(x + 4, Block, out x0, out x1, out x2, out x3);
            Vector512<double> v4 = Deviation(x0, pivot), v5 = Deviation(x1, pivot), v6 = Deviation(x2, pivot), v7 = Deviation(x3, pivot);
            Vector512.Store(Vector512.Load(turn) + ((Sum(v0, v1) + Sum(v2, v3)) + (Sum(v4, v5) + Sum(v6, v7))), turn);
            Vector512<double> q = (v0 * v0 + v1 * v1) + (v2 * v2 + v3 * v3) + ((v4 * v4 + v5 * v5) + (v6 * v6 + v7 * v7));
            Vector512.Store(Vector512.Load(turn + Blocks) + q, turn + Blocks);
        }
        AddBlocks(lanes, Blocks, out sums[0], out sums[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Deviation(Vector256<float> x, Vector512<double> pivot)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.FusedMultiplySubtract(Avx512F.ConvertToVector512Double(x), Vector512<double>.One, pivot);
        }

        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(x);
        return Vector512.Create(lower, upper) - pivot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBlocks(double* lanes, int blocks, out double sum, out double squares)
    {
        sum = Sum(lanes, blocks);
        squares = Sum(lanes + Blocks, blocks);
    }

    /// <summary>A sum of sums of blocks, with what its additions lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(double* turns, int blocks)
    {
        double sum = 0, lost = 0;
        for (int h = 0; h < blocks; h++, turns++)
        {
            MomentMerge.Add(*turns + turns[2 * Blocks], ref sum, ref lost);
        }

        return sum + lost;
    }

    /// <summary>
    /// The sums of a few channels. Blocks that a short chunk lacks are replaced by its first, and their lanes are left out in the end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Narrow<T, TWeighted>(T* rows, double* weights, int channels, int count, double* pivots, double* sums, int stride)
        where T : unmanaged where TWeighted : struct, IFlag
    {
        double* memory = stackalloc double[Tile + Group * Blocks + Lanes * (LaneCount - 1) + LaneCount];
        double* tile = ChunkScratch.Aligned(memory), weightTile = tile + Tile, lanes = weightTile + Group * Blocks;
        int blocks = count / Block, width = Group * channels;
        nint* starts = stackalloc nint[Blocks], weightStarts = stackalloc nint[Blocks];
        for (int h = 0; h < Blocks; h++)
        {
            weightStarts[h] = h < blocks ? h * Block : 0;
            starts[h] = weightStarts[h] * channels;
        }
        new Span<double>(lanes, Lanes * channels).Clear();
        var ahead = new Ahead<T>(rows, channels);
        for (int row = 0; row < Block; row += Group, rows += width)
        {
            for (int i = 0; i < width; i += 8)
            {
                ahead.Fetch();
                Transpose.Eight(rows + i, starts, (T*)tile + i * Blocks);
            }
            if (TWeighted.IsSet)
            {
                Transpose.Eight(weights + row, weightStarts, weightTile);
            }

            for (int c = 0; c < channels; c++)
            {
                double* s = lanes + Lanes * c + row / Group % Turns * 2 * Blocks;
                Add<T, TWeighted>((T*)tile + c * Blocks, Blocks * (nint)channels, weightTile, Blocks, Vector512.Create(pivots[c]), s, Blocks);
            }
        }
        for (int c = 0; c < channels; c++)
        {
            AddBlocks(lanes + Lanes * c, blocks, out sums[c], out sums[stride + c]);
        }
    }

    /// <summary>Least and greatest of one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SingleExtremes<T>(T* x, int count, out T least, out T greatest) where T : unmanaged
    {
        Vector512<T> min0 = Vector512.Load(x), max0 = min0, min1 = min0, max1 = max0;
        for (T* end = x + count; x < end; x += 2 * Vector512<T>.Count)
        {
            Vector512<T> v0 = Vector512.Load(x), v1 = Vector512.Load(x + Vector512<T>.Count);
            min0 = Vector512.MinNative(min0, v0);
            max0 = Vector512.MaxNative(max0, v0);
            min1 = Vector512.MinNative(min1, v1);
            max1 = Vector512.MaxNative(max1, v1);
        }
        min0 = Vector512.MinNative(min0, min1);
        max0 = Vector512.MaxNative(max0, max1);
        Vector256<T> min = Vector256.MinNative(min0.GetLower(), min0.GetUpper()), max = Vector256.MaxNative(max0.GetLower(), max0.GetUpper());
        Vector128<T> least128 = Vector128.MinNative(min.GetLower(), min.GetUpper()),
            greatest128 = Vector128.MaxNative(max.GetLower(), max.GetUpper());
        least = least128.ToScalar();
        greatest = greatest128.ToScalar();
        for (int i = 1; i < Vector128<T>.Count; i++)
        {
            if (Widen(least128.GetElement(i)) < Widen(least))
            {
                least = least128.GetElement(i);
            }

            if (Widen(greatest128.GetElement(i)) > Widen(greatest))
            {
                greatest = greatest128.GetElement(i);
            }
        }
    }
}
