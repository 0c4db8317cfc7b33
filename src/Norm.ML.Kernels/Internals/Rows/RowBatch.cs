using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Rows;

/// <summary>The rulers of up to eight rows: scratch memory that the steps of a batch (sums, rulers, output) share.</summary>
[InlineArray(Length)]
internal struct RowBatch
{
    public const int Rows = 8;

    /// <summary>Places in doubles: partial sums and partial sums of squares, eight lanes per row.</summary>
    public const int Sums = 0, Squares = 64;

    /// <summary>Places in doubles, one per row: means, inverse deviations, variances, needsFallback rows, shifts, what is subtracted first.</summary>
    public const int Mean = 128, Inverse = 136, Variance = 144, NeedsFallback = 152, Shift = 160, Subtrahend = 168;

    /// <summary>Places in floats, behind <see cref="Coefficients"/>: the inverse deviation and the shift in two parts each, and the pivot.</summary>
    public const int High = 0, Low = 8, ShiftHigh = 16, ShiftLow = 24, Pivot = 32;

    public const int Coefficients = 176;

    /// <summary>Places in doubles, one per row, for gradients: <c>dx = g * inverse + (xhat * Slope + Level)</c>. For doubles, also of outputs: what rounding took from the inverse deviation.</summary>
    public const int XhatCoefficient = Flags + 1, ConstantTerm = Flags + 9, InverseLow = Flags + 17;

    /// <summary>Places in doubles, one per row: what rounding took from the mean of a float row whose statistics were computed again.</summary>
    public const int MeanLow = Flags + 25;

    private const int Statistics = Coefficients + 20, Flags = Statistics + 8 * StatisticsSize, StatisticsSize = 10, Length = Flags + 33 + NonTemporalBuffer.Line / sizeof(double);

    /// <summary>Not 0 if some row has to be written with care. The loops over ordinary rows hold no call, so that everything stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref double AnyNeedsFallback(ref double batch) => ref Unsafe.Add(ref batch, Flags);

    private double _first;

    /// <summary>The first whole cache line: vectors that cross lines cost twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref double Start(ref RowBatch memory) =>
        ref Unsafe.AsRef<double>((void*)(((nint)Unsafe.AsPointer(ref memory) + NonTemporalBuffer.Line - 1) & -NonTemporalBuffer.Line));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Floats(ref double batch) => ref Unsafe.As<double, float>(ref Unsafe.Add(ref batch, Coefficients));

    /// <summary>The exact ruler of a row that is computed by definition.</summary>
    public static ref SegmentStatistics StatisticsOf(ref double batch, nint row) => ref Unsafe.As<double, SegmentStatistics>(ref Unsafe.Add(ref batch, Statistics + row * StatisticsSize));
}
