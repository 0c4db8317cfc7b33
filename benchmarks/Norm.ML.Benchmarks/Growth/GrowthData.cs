using System.Runtime.InteropServices;
using System.Text;

namespace Norm.ML.Benchmarks.Growth;

/// <summary>Files of any size, the same bytes every time: numbers from -99.999999 to 99.999999, ten characters or so, or floats.</summary>
internal static class GrowthData
{
    private const int BlockBytes = 1 << 20, LongestCell = 12;

    /// <summary>Writes a CSV file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="rows">The most rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="bytes">Ends after the row that reaches so many bytes.</param>
    /// <returns>The rows that were written.</returns>
    public static long WriteCsv(string path, long rows, int columns, long bytes = long.MaxValue)
    {
        using FileStream file = File.Create(path);
        file.Write(Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}")) + "\n"));
        byte[] block = new byte[BlockBytes + (columns * LongestCell)];
        int length = 0;
        ulong state = 1;
        long row = 0, written = file.Position;
        for (; row < rows && written + length < bytes; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                length += Cell(block.AsSpan(length), Next(ref state));
                block[length++] = (byte)(column < columns - 1 ? ',' : '\n');
            }

            if (length < BlockBytes)
            {
                continue;
            }

            file.Write(block, 0, length);
            written += length;
            length = 0;
        }

        file.Write(block, 0, length);
        return row;
    }

    /// <summary>The numbers of <see cref="WriteCsv"/>, one after the other.</summary>
    public static ValueSequence Values() => new();

    /// <summary>Writes a matrix of floats.</summary>
    public static void WriteNpy(string path, long rows, int columns)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}".PadRight(117) + "\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        float[] block = new float[BlockBytes / sizeof(float)];
        ulong state = 1;
        for (long left = rows * columns; left > 0; left -= block.Length)
        {
            int some = (int)Math.Min(left, block.Length);
            for (int i = 0; i < some; i++)
            {
                block[i] = (Next(ref state) >> 40) * 1e-5f;
            }

            file.Write(MemoryMarshal.AsBytes(block.AsSpan(0, some)));
        }
    }

    private static (bool Negative, uint Digits) Draw(ulong random) => ((random & 1) == 1, (uint)(random >> 33) % 100_000_000);

    private static int Cell(Span<byte> to, ulong random)
    {
        int at = 0;
        (bool negative, uint digits) = Draw(random);
        if (negative)
        {
            to[at++] = (byte)'-';
        }

        at += digits >= 10_000_000 ? 2 : 1;
        int end = at + 7;
        for (int i = end - 1; i > at; i--, digits /= 10)
        {
            to[i] = (byte)('0' + digits % 10);
        }

        to[at] = (byte)'.';
        for (int i = at - 1; digits > 0 || i == at - 1; i--, digits /= 10)
        {
            to[i] = (byte)('0' + digits % 10);
        }

        return end;
    }

    private static ulong Next(ref ulong state) => state = (state * 6364136223846793005) + 1442695040888963407;

    /// <summary>Numbers as a CSV file of this kind has them.</summary>
    public sealed class ValueSequence
    {
        // Both parts are exact doubles, so the quotient is the double that the text reads as.
        private const double Millionth = 1e6;

        private ulong _state = 1;

        public double Next()
        {
            (bool negative, uint digits) = Draw(GrowthData.Next(ref _state));
            return (negative ? -1.0 : 1.0) * digits / Millionth;
        }
    }
}
