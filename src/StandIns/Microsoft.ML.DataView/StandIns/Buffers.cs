namespace Microsoft.ML.StandIns;

internal static class Buffers
{
    /// <summary>
    /// The array itself if it is long enough, else a new one, grown geometrically so that filling step by step stays linear.
    /// </summary>
    public static TItem[] AtLeast<TItem>(TItem[] array, int count, int capacity, bool keep)
    {
        int have = array?.Length ?? 0;
        if (count <= have)
            return array;
        Check.Argument(count <= capacity, nameof(count), $"{count} values exceed the capacity of {capacity}.");
        var grown = new TItem[Math.Max(count, (int)Math.Min(Math.Max(8, 2L * have), capacity))];
        if (keep)
            array.AsSpan().CopyTo(grown);
        return grown;
    }
}
