using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Rows;

/// <summary>Scratch memory for up to eight rows, shared by the steps of a batch: sums, coefficients, output.</summary>
[InlineArray(Length)]
internal struct RowBatch
{
    public const int Rows = 8;

    /// <summary>Offsets in doubles: partial sums and partial sums of squares, eight lanes per row.</summary>
    public const int Sums = 0, Squares = 64;

    /// <summary>
    /// Offsets in doubles, one number per row: mean, inverse deviation, variance, needs the fallback, shift, what is subtracted first.
    /// </summary>
    public const int Mean = 128, Inverse = 136, Variance = 144, NeedsFallback = 152, Shift = 160, Subtrahend = 168;

    /// <summary>
    /// Offsets in floats, after <see cref="Coefficients"/>: the inverse deviation and the shift as high and low part, and the pivot.
    /// </summary>
    public const int High = 0, Low = 8, ShiftHigh = 16, ShiftLow = 24, Pivot = 32;

    public const int Coefficients = 176;

    /// <summary>
    /// Offsets in doubles, one number per row. For gradients: <c>dx = g * inverse + (xhat * XhatCoefficient + ConstantTerm)</c>. For doubles, also of
    /// outputs: the low part of the inverse deviation.
    /// </summary>
    public const int XhatCoefficient = Flags + 1, ConstantTerm = Flags + 9, InverseLow = Flags + 17;

    /// <summary>Offset in doubles, one number per row: the low part of the mean of a row of floats whose statistics were computed again.</summary>
    public const int MeanLow = Flags + 25;

    private const int Statistics = Coefficients + 20, Flags = Statistics + 8 * StatisticsSize, StatisticsSize = 10,
        Length = Flags + 33 + NonTemporalBuffer.Line / sizeof(double);

    /// <summary>Not 0 if a row needs the fallback. The loops over ordinary rows have no call, so that all values stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref double AnyNeedsFallback(ref double batch) => ref Unsafe.Add(ref batch, Flags);

    private double _first;

    /// <summary>The first whole cache line. A load or store of a vector that crosses a line takes twice as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref double Start(ref RowBatch memory) =>
        ref Unsafe.AsRef<double>((void*)(((nint)Unsafe.AsPointer(ref memory) + NonTemporalBuffer.Line - 1) & -NonTemporalBuffer.Line));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Floats(ref double batch) => ref Unsafe.As<double, float>(ref Unsafe.Add(ref batch, Coefficients));

    /// <summary>The statistics of a row that <see cref="SegmentReference"/> computes.</summary>
    public static ref SegmentStatistics StatisticsOf(ref double batch, nint row) =>
        ref Unsafe.As<double, SegmentStatistics>(ref Unsafe.Add(ref batch, Statistics + row * StatisticsSize));
}
