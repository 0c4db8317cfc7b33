using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// Rows that are not whole vectors, seen as fewer and longer rows that are: two rows of 4 channels as one of 8, eight rows of 7 as one of 56. The parameters
/// are repeated, the elements stay where they are, and no vector is a part of one.
/// </summary>
internal static class RepeatedRows
{
    /// <summary>The doubles of memory that the repeated parameters may take.</summary>
    public const int Memory = ChannelAffine.Width * Longest;

    /// <summary>The longest row to be made, and how many of them pay for repeating the parameters.</summary>
    private const int Longest = 512, Fewest = 16;

    /// <summary>
    /// The most channels for which it pays where a part of a vector is loaded by mask. Measured (Zen 5, AVX-512), parts by repeated rows: floats 3.2 at 3 channels,
    /// 2.2 at 4, 1.5 at 12, 1.1 at 36, 0.9 at 63; doubles 1.6 at 3 and 4, 1.1 at 5, 0.7 at 7. Without masks 40 at 4, 3 at 50, 2 at 100.
    /// </summary>
    private const int MostFloats = 36, MostDoubles = 5;

    private const int Vector = 8;

    /// <summary>How many rows make one of whole vectors; 1 if rows are better left as they are.</summary>
    public static int Count<T>(nint rows, int channels) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && channels > (typeof(T) == typeof(float) ? MostFloats : MostDoubles)) return 1;
        int repeat = Vector / Math.Min(Vector, channels & -channels); // the lowest bit: the largest power of two that divides
        return repeat <= Longest / channels && rows >= Fewest * repeat ? repeat : 1;
    }

    /// <summary>Writes the parameters, one array after the other, each <paramref name="repeat"/> times.</summary>
    public static void Fill(ReadOnlySpan<double> parameters, int channels, int repeat, Span<double> target)
    {
        for (int from = 0; from < ChannelAffine.Width * channels; from += channels)
        {
            for (int i = 0; i < repeat; i++) parameters.Slice(from, channels).CopyTo(target[(from * repeat + i * channels)..]);
        }
    }
}
