namespace Norm.ML.Reliability.Files;

/// <summary>An altered file.</summary>
/// <param name="Index">Its number: with the seed it makes the mutant again.</param>
/// <param name="Format">The format.</param>
/// <param name="Kind">How it was altered.</param>
/// <param name="Bytes">The file.</param>
/// <param name="IsRepaired">Whether checksums were made to fit, so that other values are what the file says.</param>
internal sealed record Mutant(long Index, FileFormat Format, string Kind, byte[] Bytes, bool IsRepaired)
{
    /// <summary>The kind of those whose parts were altered.</summary>
    public const string Parts = "parts altered, with lengths and checksums that fit";
}

/// <summary>Makes mutants: each depends on the seed and its number alone.</summary>
/// <param name="seed">Another seed, other mutants.</param>
/// <param name="formats">The formats, which take turns by their shares.</param>
internal sealed class MutantMaker(int seed, IReadOnlyList<FileFormat> formats)
{
    // Of a hundred turns, spread so that formats alternate.
    private readonly (FileFormat Format, int Turn)[] _turns = [.. formats.SelectMany(format => Enumerable.Range(0, format.Share)
        .Select(turn => (Format: format, Turn: turn))).OrderBy(one => (one.Turn + 0.5) / one.Format.Share)];

    /// <summary>Makes one; null where it is not of one of these formats.</summary>
    public Mutant? Make(long index, IReadOnlyList<FileFormat> only)
    {
        (FileFormat format, int turn) = _turns[index % _turns.Length];
        if (!only.Contains(format))
        {
            return null;
        }

        long ordinal = index / _turns.Length * format.Share + turn;
        var random = new Random(HashCode(seed, index));
        IReadOnlyList<byte[]> samples = format.Samples;
        byte[] sample = samples[(int)(ordinal % samples.Count)];
        var mutation = new Mutation(random, samples[random.Next(samples.Count)], ordinal / samples.Count);
        if (format.AlterParts is { } alter && random.Next(2) == 0)
        {
            return new(index, format, Mutant.Parts, alter(sample, mutation), IsRepaired: true);
        }

        (string kind, byte[] bytes) = Mutations.Alter(sample, mutation);
        for (int more = random.Next(8) == 0 ? random.Next(1, 4) : 0; more > 0; more--)
        {
            bytes = Mutations.Alter(bytes, mutation).Bytes;
        }

        return new(index, format, kind, bytes, IsRepaired: false);
    }

    // That of the framework differs from run to run.
    private static int HashCode(int seed, long index)
    {
        ulong value = ((ulong)(uint)seed << 40) ^ (ulong)index;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)(value ^ (value >> 31));
    }
}
