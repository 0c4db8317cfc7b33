namespace Norm.ML.Internals;

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

    private const int Vector = 8;

    /// <summary>How many rows make one of whole vectors; 1 if rows are better left as they are.</summary>
    public static int Count(nint rows, int channels)
    {
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
