using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Partitions;

/// <summary>Checksums by which a retry is told from other rows with the same numbers: of each of the last rows, and before those of blocks of
/// rows.</summary>
/// <remarks>Copies do not see each other's changes. They may share the array of a block: each reads only the part that it knows, and rows are added
/// after it; see <see cref="OpenRows"/>.</remarks>
internal readonly struct RowChecks(ImmutableList<uint[]> blocks, long first, long end, ImmutableList<uint> older)
{
    /// <summary>Rows of a block.</summary>
    public const int Block = 512;

    /// <summary>For how many times as many rows as are remembered one by one the checksums of whole blocks are kept.</summary>
    private const int OlderTimes = 64;

    public static RowChecks Empty { get; } = new([], 0, 0, []);

    /// <summary>The first row with a checksum of its own; a multiple of <see cref="Block"/>.</summary>
    public long First { get; } = first;

    /// <summary>The row after the last one.</summary>
    public long End { get; } = end;

    public ImmutableList<uint[]> Blocks { get; } = blocks;

    /// <summary>Of the blocks before <see cref="First"/>.</summary>
    public ImmutableList<uint> Older { get; } = older;

    /// <summary>The first row of the first block that is known.</summary>
    public long OlderFirst => First - (long)Older.Count * Block;

    /// <summary>Compares rows that were counted with what is remembered of them.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="checks">Checksums of rows up to <paramref name="callEnd"/>.</param>
    /// <param name="callEnd">The row after those of <paramref name="checks"/>.</param>
    /// <returns>Whether anything could be compared, and the first row found to be another; null if there is none.</returns>
    public (bool Any, long? Other) Compare(long from, long to, ReadOnlySpan<uint> checks, long callEnd)
    {
        long start = callEnd - checks.Length, known = Math.Max(from, start);
        bool any = false;
        for (long block = Math.Max(OlderFirst, (known + Block - 1) / Block * Block); block < First && block + Block <= to; block += Block)
        {
            any = true;
            if (Older[(int)((block - OlderFirst) / Block)] != OfBlock(checks.Slice((int)(block - start), Block)))
            {
                return (true, block);
            }
        }
        for (long row = Math.Max(First, known); row < to; row++)
        {
            any = true;
            if (this[row] != checks[(int)(row - start)])
            {
                return (true, row);
            }
        }
        return (any, null);
    }

    public uint this[long row] => Blocks[(int)((row - First) / Block)][row % Block];

    /// <summary>With the next rows, and without those that are no longer among the last ones.</summary>
    /// <param name="checks">Of the last of the rows; all of them, or at least as many as are remembered.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="remembered">How many rows to remember at least.</param>
    public RowChecks Add(ReadOnlySpan<uint> checks, long count, int remembered)
    {
        ImmutableList<uint[]>.Builder list = Blocks.ToBuilder();
        ImmutableList<uint>.Builder old = Older.ToBuilder();
        (long start, long next) = (First, End);
        if (checks.Length < count)
        {
            // From the next whole block on.
            long from = End + count - checks.Length, whole = (from + Block - 1) / Block * Block;
            checks = checks[(int)(whole - from)..];
            (start, next) = (whole, whole);
            list.Clear();
            old.Clear();
        }
        foreach (uint check in checks)
        {
            if (next % Block == 0)
            {
                list.Add(new uint[Block]);
            }

            list[^1][next++ % Block] = check;
            while (next - start - Block >= remembered)
            {
                old.Add(OfBlock(list[0]));
                list.RemoveAt(0);
                start += Block;
            }
        }
        while (old.Count > (long)OlderTimes * remembered / Block)
        {
            old.RemoveAt(0);
        }

        return new(list.ToImmutable(), start, next, old.ToImmutable());
    }

    /// <summary>Of each row, from its values as Doubles.</summary>
    public static uint[] Of(RowValues rows, int channels)
    {
        int count = rows.Count(channels);
        uint[] checks = new uint[count];
        double[] row = ArrayPool<double>.Shared.Rent(channels);
        for (int i = 0; i < count; i++)
        {
            Span<double> values = row.AsSpan(0, channels);
            if (rows.AreDoubles)
            {
                rows.Doubles.Slice(i * channels, channels).CopyTo(values);
            }
            else
            {
                System.Numerics.Tensors.TensorPrimitives.ConvertChecked(rows.Singles.Slice(i * channels, channels), values);
            }

            checks[i] = Crc(MemoryMarshal.AsBytes(values), 1);
        }
        ArrayPool<double>.Shared.Return(row);
        return checks;
    }

    /// <summary>Of the last rows of moments, as many as may be remembered. They depend on the moments and on the row's place in them.</summary>
    public static uint[] Of(ReadOnlySpan<byte> moments, long count, int remembered)
    {
        uint all = Crc(moments, 2);
        uint[] checks = new uint[Math.Min(count, remembered + 2 * Block)];
        for (int i = 0; i < checks.Length; i++)
        {
            checks[i] = BitOperations.Crc32C(all, (ulong)(count - checks.Length + i));
        }

        return checks;
    }

    private static uint OfBlock(ReadOnlySpan<uint> checks) => Crc(MemoryMarshal.AsBytes(checks), 3);

    private static uint Crc(ReadOnlySpan<byte> bytes, uint seed)
    {
        uint crc = ~seed;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
