using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>LayerNorm and RMSNorm over checked arguments: the one place that chooses a kernel.</summary>
internal static partial class RowKernels
{
    /// <summary>Up to here fast rows are strict ones: a pivot costs more than conversions, or float sums of sums more than PyTorch's error.</summary>
    public const int ShortRow = 128;

    public static void Normalize<T>(
        ReadOnlySpan<T> x, int rows, int size, bool centres, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == 0) return;
        if (typeof(T) == typeof(Half))
        {
            Halves(
                Element.As<T, Half>(x), rows, size, centres, Element.As<T, Half>(gamma), unitOffset, Element.As<T, Half>(beta), Element.As<T, Half>(y),
                mean, inverse, epsilon, precision);
            return;
        }
        var call = new RowCall<T>(x, rows, size, gamma, beta, y, mean, inverse, epsilon, precision == NormPrecision.Fast);
        if (!centres)
        {
            if (gamma.IsEmpty) Wide<T, Raw>(in call);
            else if (unitOffset) Wide<T, RawUnitOffset>(in call);
            else Wide<T, RawGamma>(in call);
        }
        else if (beta.IsEmpty)
        {
            if (gamma.IsEmpty) Wide<T, Centred>(in call);
            else Wide<T, CentredGamma>(in call);
        }
        else if (gamma.IsEmpty) Wide<T, CentredBeta>(in call);
        else Wide<T, CentredGammaBeta>(in call);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Wide<T, TForm>(in RowCall<T> call) where T : unmanaged where TForm : struct, IRowForm
    {
        if (Vector512.IsHardwareAccelerated) Typed<T, FloatLanes512, DoubleLanes512, TForm>(in call);
        else if (Vector256.IsHardwareAccelerated) Typed<T, FloatLanes256, DoubleLanes256, TForm>(in call);
        else Typed<T, FloatLanes128, DoubleLanes128, TForm>(in call);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Typed<T, F, D, TForm>(in RowCall<T> call)
        where T : unmanaged where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        if (typeof(T) == typeof(float) && call.Fast && call.Size > ShortRow) Run<float, FloatFast<F, D, TForm>>(in RowCall<T>.As<float>(in call));
        else if (typeof(T) == typeof(float) && call.Fast && call.Size <= FloatTiny<F, D, TForm>.Longest) Run<float, FloatTiny<F, D, TForm>>(in RowCall<T>.As<float>(in call));
        else if (typeof(T) == typeof(float)) Run<float, FloatStrict<F, D, TForm>>(in RowCall<T>.As<float>(in call));
        else Run<double, DoubleStrict<D, TForm>>(in RowCall<T>.As<double>(in call));
    }

    private static unsafe void Run<T, TKernel>(in RowCall<T> call) where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        // Lanes load and store parts of vectors through pointers: nothing may move meanwhile.
        fixed (T* pinnedX = call.X, pinnedGamma = call.Gamma, pinnedBeta = call.Beta, pinnedY = call.Y)
            RunPinned<T, TKernel>(in call);
    }

    private static unsafe void RunPinned<T, TKernel>(in RowCall<T> call) where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        ref T x = ref MemoryMarshal.GetReference(call.X), y = ref MemoryMarshal.GetReference(call.Y);
        ref T gamma = ref MemoryMarshal.GetReference(call.Gamma), beta = ref MemoryMarshal.GetReference(call.Beta);
        ref double mean = ref Wanted(call.Mean), inverse = ref Wanted(call.Inverse);
        if (!StreamWindow.Pays(call.X, call.Y))
        {
            RowLoop.Normalize<T, TKernel, Cached>(ref x, ref gamma, ref beta, ref y, call.Rows, call.Size, call.Epsilon, ref mean, ref inverse);
            return;
        }
        fixed (T* pinned = &y) // or the alignment might change on the way
        {
            if ((call.Size * sizeof(T) | (nint)pinned) % StreamWindow.Line != 0)
            {
                RowLoop.Stream<T, TKernel>(ref x, ref gamma, ref beta, pinned, call.Rows, call.Size, call.Epsilon, ref mean, ref inverse);
                return;
            }
            RowLoop.Normalize<T, TKernel, Streamed>(ref x, ref gamma, ref beta, ref y, call.Rows, call.Size, call.Epsilon, ref mean, ref inverse);
            StreamWindow.Fence();
        }
    }

    /// <summary>A reference to what is wanted, a null reference to what is not.</summary>
    public static ref double Wanted(Span<double> span)
    {
        if (span.IsEmpty) return ref Unsafe.NullRef<double>();
        return ref MemoryMarshal.GetReference(span);
    }
}
