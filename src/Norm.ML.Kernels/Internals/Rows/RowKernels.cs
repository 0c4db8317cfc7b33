using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>LayerNorm and RMSNorm over checked arguments: the one place that chooses a kernel.</summary>
internal static partial class RowKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int rows, int size, bool centres, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = precision;
        if (rows == 0) return;
        if (typeof(T) == typeof(float))
        {
            var call = new RowCall<float>(Element.As<T, float>(x), rows, size, Element.As<T, float>(gamma), Element.As<T, float>(beta), Element.As<T, float>(y), mean, inverse, epsilon);
            if (centres) Centring(call);
            else if (gamma.IsEmpty) Wide<Raw>(call);
            else if (unitOffset) Wide<RawUnitOffset>(call);
            else Wide<RawGamma>(call);
            return;
        }
        SegmentDefinition.Normalize(x, new RowSegments(rows, size), centres, gamma, unitOffset, beta, y, mean, inverse, epsilon);
    }

    private static void Centring(RowCall<float> call)
    {
        if (call.Gamma.IsEmpty && call.Beta.IsEmpty) Wide<Centred>(call);
        else if (call.Beta.IsEmpty) Wide<CentredGamma>(call);
        else if (call.Gamma.IsEmpty) Wide<CentredBeta>(call);
        else Wide<CentredGammaBeta>(call);
    }

    private static void Wide<TForm>(RowCall<float> call) where TForm : struct, IRowForm
    {
        if (Vector512.IsHardwareAccelerated) Strict<FloatLanes512, DoubleLanes512, TForm>(call);
        else if (Vector256.IsHardwareAccelerated) Strict<FloatLanes256, DoubleLanes256, TForm>(call);
        else Strict<FloatLanes128, DoubleLanes128, TForm>(call);
    }

    public static void Strict<F, D, TForm>(RowCall<float> call)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm =>
        FloatRows.Normalize<F, D, TForm>(
            ref MemoryMarshal.GetReference(call.X), ref MemoryMarshal.GetReference(call.Gamma), ref MemoryMarshal.GetReference(call.Beta),
            ref MemoryMarshal.GetReference(call.Y), call.Rows, call.Size, call.Epsilon,
            ref Wanted(call.Mean), ref Wanted(call.Inverse));

    private static ref double Wanted(Span<double> span)
    {
        if (span.IsEmpty) return ref Unsafe.NullRef<double>();
        return ref MemoryMarshal.GetReference(span);
    }
}

/// <summary>The arguments of a row norm, checked.</summary>
internal readonly ref struct RowCall<T>(
    ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, Span<double> mean, Span<double> inverse, double epsilon)
{
    public readonly ReadOnlySpan<T> X = x, Gamma = gamma, Beta = beta;
    public readonly Span<T> Y = y;
    public readonly Span<double> Mean = mean, Inverse = inverse;
    public readonly int Rows = rows, Size = size;
    public readonly double Epsilon = epsilon;
}
