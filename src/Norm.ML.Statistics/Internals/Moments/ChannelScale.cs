namespace Norm.ML.Internals.Moments;

/// <summary>
/// Powers of two that keep squares of a channel inside the range of a double. A channel's mean and squared deviations are stored for
/// <c>x * 2^Exponent(scale)</c>. Nearly every channel is <see cref="Normal"/>; the others are chosen only when a sum of squares has left
/// <see cref="Least"/> to <see cref="Most"/>, so ordinary data never pays for them.
/// </summary>
internal static class ChannelScale
{
    public const int Tiny = -1, Normal = 0, Huge = 1;

    /// <summary>Sums of squares from here on have all their bits; below, terms may be subnormal.</summary>
    public const double Least = 1.0261342003245941E-289; // 2^-960

    /// <summary>Sums of squares up to here are far enough from overflow for the merges that follow.</summary>
    public const double Most = 1.0715086071862673E+301; // 2^1000

    // 2^700 lifts the least subnormal, 2^-1074, to 2^-374, and deviations below 2^-480 to 2^220; 2^-600 takes a deviation of 2^1025 to 2^425.
    public static int Exponent(int scale) => scale switch { Normal => 0, Tiny => 700, _ => -600 };

    /// <summary>True for a sum of squares that needs no other scale; <paramref name="constant"/> says that no two values differ.</summary>
    public static bool Fits(double squares, bool constant) => squares <= Most && (squares >= Least || (constant && squares == 0));
}
