namespace Microsoft.ML.StandIns;

internal static class CursorCount
{
    /// <summary>How many cursors ML.NET's own parallel sources give for a request.</summary>
    public static int For(int requested)
    {
        int processors = Math.Max(2, Environment.ProcessorCount - 1);
        return requested > 0 ? Math.Min(requested, 2 * processors) : processors;
    }
}
