using System.Globalization;

namespace Norm.ML.Tool.Output;

/// <summary>How numbers are written as text.</summary>
/// <param name="IsSingle">Whether they are rounded to Single first.</param>
/// <param name="Digits">The significant digits; null for as many as read back as the same number.</param>
internal sealed record NumberFormat(bool IsSingle, int? Digits)
{
    private readonly string _format = Digits is { } digits ? $"G{digits}" : "";

    /// <summary>Doubles that read back as the same.</summary>
    public static NumberFormat Shortest { get; } = new(false, null);

    /// <summary>Singles that read back as the same.</summary>
    public static NumberFormat ShortestSingle { get; } = new(true, null);

    /// <summary>Writes a number, and returns how many bytes it took.</summary>
    public int Format(double value, Span<byte> destination)
    {
        if (!IsSingle && Digits is null && ShortestText.TryFormat(value, destination) is > 0 and var length)
        {
            return length;
        }

        int written;
        bool fits = IsSingle ? ((float)value).TryFormat(destination, out written, _format, CultureInfo.InvariantCulture)
            : value.TryFormat(destination, out written, _format, CultureInfo.InvariantCulture);
        return fits ? written : throw new InvalidOperationException($"A number is longer than {destination.Length} bytes.");
    }
}
