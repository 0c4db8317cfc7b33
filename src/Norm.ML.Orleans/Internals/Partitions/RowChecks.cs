using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Partitions;

/// <summary>A checksum of each of the last rows, by which a retry is told from other rows with the same numbers.</summary>
/// <remarks>An immutable value, except that a block's array is written behind what copies of it show; see <see cref="OpenRows"/>.</remarks>
internal readonly struct RowChecks(ImmutableList<uint[]> blocks, long first, long end)
{
    /// <summary>Rows of a block.</summary>
    public const int Block = 512;

    public static RowChecks Empty { get; } = new([], 0, 0);

    /// <summary>The first row that is remembered; a multiple of <see cref="Block"/>.</summary>
    public long First { get; } = first;

    /// <summary>The row after the last one.</summary>
    public long End { get; } = end;

    public ImmutableList<uint[]> Blocks { get; } = blocks;

    public uint this[long row] => Blocks[(int)((row - First) / Block)][row % Block];

    /// <summary>With the next rows, and without those that are no longer among the last ones.</summary>
    /// <param name="checks">Of the last of the rows; all of them, or at least as many as are remembered.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="remembered">How many rows to remember at least.</param>
    public RowChecks Add(ReadOnlySpan<uint> checks, long count, int remembered)
    {
        ImmutableList<uint[]>.Builder list = Blocks.ToBuilder();
        (long start, long next) = (First, End);
        if (checks.Length < count)
        {
            // From the next whole block on.
            long from = End + count - checks.Length, whole = (from + Block - 1) / Block * Block;
            checks = checks[(int)(whole - from)..];
            (start, next) = (whole, whole);
            list.Clear();
        }
        foreach (uint check in checks)
        {
            if (next % Block == 0) list.Add(new uint[Block]);
            list[^1][next++ % Block] = check;
            while (next - start - Block >= remembered)
            {
                list.RemoveAt(0);
                start += Block;
            }
        }
        return new(list.ToImmutable(), start, next);
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
            if (rows.AreDoubles) rows.Doubles.Slice(i * channels, channels).CopyTo(values);
            else System.Numerics.Tensors.TensorPrimitives.ConvertChecked(rows.Singles.Slice(i * channels, channels), values);
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
        for (int i = 0; i < checks.Length; i++) checks[i] = BitOperations.Crc32C(all, (ulong)(count - checks.Length + i));
        return checks;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint seed)
    {
        uint crc = ~seed;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
