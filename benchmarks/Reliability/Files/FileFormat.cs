namespace Norm.ML.Reliability.Files;

/// <summary>A format of files that is attacked, with files of it that are made here.</summary>
internal sealed class FileFormat
{
    public required string Name { get; init; }

    /// <summary>How many of the mutants are of it, beside the other formats' shares.</summary>
    public required int Share { get; init; }

    /// <summary>Whole files.</summary>
    public required IReadOnlyList<byte[]> Samples { get; init; }

    /// <summary>Reads a file that is called <see cref="FileName"/> in messages.</summary>
    public required ReadFile Read { get; init; }

    /// <summary>Whether an exception is the documented one for a file that is damaged.</summary>
    public required Func<Exception, bool> IsRefusal { get; init; }

    /// <summary>Alters what the parts of a file say, and repairs lengths and checksums;
    /// null where general ones do as well.</summary>
    public Func<byte[], Mutation, byte[]>? AlterParts { get; init; }

    /// <summary>Whether a checksum covers all values: a file that was altered without repairing it
    /// has the values of a whole one, or is refused.</summary>
    public bool IsChecked { get; init; }

    /// <summary>What a file begins with: without it, it is not of the format any more, and may be read as another.</summary>
    public byte[] Mark { get; init; } = [];

    /// <summary>Whether a message about a damaged file has to name it; a text has no name.</summary>
    public bool NamesFile { get; init; } = true;

    /// <summary>What messages have to call a file.</summary>
    public const string FileName = "mutant.bin";
}

/// <summary>Reads a file.</summary>
/// <param name="bytes">The file.</param>
/// <param name="folder">A folder for it where it has to be on a disk.</param>
/// <param name="compare">Whether the values will be compared.</param>
/// <returns>A digest of the values.</returns>
internal delegate ulong ReadFile(byte[] bytes, string folder, bool compare);

/// <summary>What one mutation draws from.</summary>
/// <param name="Random">Numbers that the seed and the mutant's number decide.</param>
/// <param name="Other">Another file of the format, or the same.</param>
/// <param name="Ordinal">Counts the mutants of a sample: sweeps over all places go by it.</param>
internal sealed record Mutation(Random Random, byte[] Other, long Ordinal);
