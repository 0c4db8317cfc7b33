using System.Globalization;
using System.Numerics;

namespace Norm.ML.Tool.Tables;

/// <summary>Decimal numbers as the nearest doubles: the ones that their texts are read as.</summary>
internal static class Decimals
{
    // Powers of ten that are doubles.
    private const int MostExact = 22;

    private static readonly double[] Powers = [.. Enumerable.Range(0, MostExact + 1)
        .Select(i => double.Parse($"1e{i}", CultureInfo.InvariantCulture))];

    public static double ToDouble(decimal value)
    {
        // Two conversions would round twice.
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = (parts[3] >> 16) & 255;
        ulong low = (ulong)(uint)parts[1] << 32 | (uint)parts[0];
        return parts[2] == 0 && low <= 1UL << 53 && scale <= MostExact ? (parts[3] < 0 ? -(double)low : low) / Powers[scale]
            : double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>An integer divided by a power of ten.</summary>
    public static double ToDouble(BigInteger unscaled, int scale) =>
        scale is >= 0 and <= MostExact && BigInteger.Abs(unscaled) <= 1L << 53
            ? (double)(long)unscaled / Powers[scale]
            : double.Parse(string.Create(CultureInfo.InvariantCulture, $"{unscaled}E{-scale}"), CultureInfo.InvariantCulture);
}

/// <summary>Times as texts.</summary>
internal static class Times
{
    /// <summary>As ISO 8601 has it.</summary>
    public static string Show(DateTime time) =>
        time.ToString(time.Kind == DateTimeKind.Utc ? "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
}
