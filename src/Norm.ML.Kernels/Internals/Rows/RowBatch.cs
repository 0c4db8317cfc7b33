using System.Runtime.CompilerServices;

namespace Norm.ML.Internals;

/// <summary>The rulers of up to eight rows: scratch memory that the steps of a batch (sums, rulers, output) share.</summary>
[InlineArray(Length)]
internal struct RowBatch
{
    public const int Rows = 8;

    /// <summary>Places in doubles: partial sums and partial sums of squares, eight lanes per row.</summary>
    public const int Sums = 0, Squares = 64;

    /// <summary>Places in doubles, one per row: means, inverse deviations, variances, doubtful rows, shifts, what is subtracted first.</summary>
    public const int Mean = 128, Inverse = 136, Variance = 144, Doubtful = 152, Shift = 160, Centre = 168;

    /// <summary>Places in floats, behind <see cref="Coefficients"/>: the inverse deviation and the shift in two parts each, and the pivot.</summary>
    public const int High = 0, Low = 8, ShiftHigh = 16, ShiftLow = 24, Pivot = 32;

    public const int Coefficients = 176;

    /// <summary>Places in doubles, one per row, for gradients: <c>dx = g * inverse + (xhat * Slope + Level)</c>. For doubles, also of outputs: what rounding took from the inverse deviation.</summary>
    public const int Slope = Special + 1, Level = Special + 9, InverseLow = Special + 17;

    /// <summary>Places in doubles, one per row: what rounding took from the mean of a float row whose statistics were computed again.</summary>
    public const int MeanLow = Special + 25;

    private const int Rulers = Coefficients + 20, Special = Rulers + 8 * RulerSize, RulerSize = 10, Length = Special + 33;

    /// <summary>Not 0 if some row has to be written with care. The loops over ordinary rows hold no call, so that everything stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref double SpecialRows(ref double batch) => ref Unsafe.Add(ref batch, Special);

    private double _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Floats(ref double batch) => ref Unsafe.As<double, float>(ref Unsafe.Add(ref batch, Coefficients));

    /// <summary>The exact ruler of a row that is computed by definition.</summary>
    public static ref Ruler RulerOf(ref double batch, nint row) => ref Unsafe.As<double, Ruler>(ref Unsafe.Add(ref batch, Rulers + row * RulerSize));
}
