using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// Treats rows that are not whole vectors as fewer, longer rows that are: two rows of 4 channels as one of 8, eight rows of 7 as one of 56. Only the
/// parameters are repeated; the elements stay in place, and no masked loads are needed.
/// </summary>
internal static class RepeatedRows
{
    /// <summary>The doubles of memory that the repeated parameters may take.</summary>
    public const int Memory = ChannelAffine.Width * Longest;

    /// <summary>The longest row that is made, and the fewest such rows for which repeating the parameters is profitable.</summary>
    private const int Longest = 512, Fewest = 16;

    /// <summary>
    /// The most channels for which this is profitable where the processor has masked loads. Measured on Zen 5 with AVX-512, time with masked loads
    /// divided by time of repeated rows: floats 3.2 at 3 channels, 2.2 at 4, 1.5 at 12, 1.1 at 36, 0.9 at 63; doubles 1.6 at 3 and 4, 1.1 at 5, 0.7
    /// at 7. Without masked loads: 40 at 4, 3 at 50, 2 at 100.
    /// </summary>
    private const int MostFloats = 36, MostDoubles = 5;

    private const int Vector = 8;

    /// <summary>How many rows make one row of whole vectors. 1 if that is not profitable.</summary>
    public static int Count<T>(nint rows, int channels) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && channels > (typeof(T) == typeof(float) ? MostFloats : MostDoubles))
        {
            return 1;
        }

        int repeat = Vector / Math.Min(Vector, channels & -channels); // the lowest set bit: the largest power of two that divides channels
        return repeat <= Longest / channels && rows >= Fewest * repeat ? repeat : 1;
    }

    /// <summary>Writes the parameters, one array after the other, each <paramref name="repeat"/> times.</summary>
    public static void Fill(ReadOnlySpan<double> parameters, int channels, int repeat, Span<double> target)
    {
        for (int from = 0; from < ChannelAffine.Width * channels; from += channels)
        {
            for (int i = 0; i < repeat; i++)
            {
                parameters.Slice(from, channels).CopyTo(target[(from * repeat + i * channels)..]);
            }
        }
    }
}
