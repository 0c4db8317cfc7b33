namespace Norm.ML.Tool.Fitting;

/// <summary>What a fit reads: the same task gives the same statistics.</summary>
/// <param name="Source">The source's digest.</param>
/// <param name="Columns">The columns that may be fitted.</param>
/// <param name="Named">Whether the user named them.</param>
/// <param name="Shard">Which shard, as <c>3/16</c>; empty for all.</param>
/// <param name="Cut">How shards are cut; empty for none.</param>
internal sealed record FitTask(string Source, string[] Columns, bool Named, string Shard, string Cut)
{
    /// <summary>In what another task differs, in a few words; null if it is the same.</summary>
    public string? Difference(FitTask other)
    {
        if (Source != other.Source)
        {
            return "the files, their sizes or their contents are not the same";
        }

        if (!Columns.SequenceEqual(other.Columns) || Named != other.Named)
        {
            return "the columns are not the same";
        }

        if (Shard != other.Shard)
        {
            return $"it is {Describe(Shard)}, not {Describe(other.Shard)}";
        }

        return Cut != other.Cut ? "the shards are cut another way" : null;
    }

    private static string Describe(string shard) => shard.Length == 0 ? "of all rows" : $"of shard {shard}";
}
