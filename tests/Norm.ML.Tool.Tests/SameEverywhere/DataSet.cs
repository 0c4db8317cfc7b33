using System.Globalization;
using System.Text;

namespace Norm.ML.Tool.Tests.SameEverywhere;

/// <summary>
/// One data set for every way of fitting: rows of doubles with hard columns (mean far above the spread, tiny, huge, constant, with missing values),
/// as arrays and as files. Made by a generator of its own: the same bits everywhere.
/// </summary>
internal static class DataSet
{
    public const int Rows = 40_000;

    public static readonly string[] Columns = ["plain", "far", "tiny", "huge", "constant", "gaps", "whole"];

    /// <summary>Row after row; a missing value is NaN.</summary>
    public static double[] Values { get; } = Make();

    /// <summary>What one accumulator gives.</summary>
    public static RunningStatistics Statistics
    {
        get
        {
            var accumulator = new StatisticsAccumulator(Columns.Length, NonFinitePolicy.Ignore, Columns);
            accumulator.Add(Values);
            return accumulator.ToStatistics();
        }
    }

    /// <summary>As CSV: a header, then rows of numbers that read back as the same doubles; a missing value is an empty cell.</summary>
    public static string Csv(int firstRow = 0, int rows = Rows)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append('\n');
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            for (int column = 0; column < Columns.Length; column++)
            {
                double value = Values[(row * Columns.Length) + column];
                text.Append(column > 0 ? "," : "");
                if (!double.IsNaN(value))
                {
                    text.Append(value.ToString("R", CultureInfo.InvariantCulture));
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>As a NumPy matrix.</summary>
    public static byte[] Npy(int firstRow = 0, int rows = Rows)
    {
        string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {Columns.Length}), }}".PadRight(117) + "\n";
        double[] values = Values[(firstRow * Columns.Length)..((firstRow + rows) * Columns.Length)];
        byte[] bytes = new byte[8 * values.Length];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. bytes];
    }

    private static double[] Make()
    {
        ulong state = 1;
        double Next()
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            return (state >> 11) * (1.0 / (1UL << 53));
        }

        double[] values = new double[Rows * Columns.Length];
        for (int i = 0; i < values.Length; i += Columns.Length)
        {
            values[i] = Next() - Next();
            values[i + 1] = 1e6 + Next();
            values[i + 2] = Next() * 1e-30;
            values[i + 3] = Next() * Next() * 1e30;
            values[i + 4] = 7;
            values[i + 5] = Next() < 0.1 ? double.NaN : Next();
            values[i + 6] = Math.Floor(Next() * 1000) - 500;
        }

        return values;
    }
}
