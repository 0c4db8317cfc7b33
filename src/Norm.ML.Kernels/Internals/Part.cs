using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals;

/// <summary>Loads and stores of the first few lanes: by mask where the processor has masks, else by way of the stack.</summary>
internal static unsafe class Part
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float source, nint index, nint count)
    {
        if (!Avx512F.IsSupported) return Load<Vector512<float>, float>(ref source, index, count);
        return Avx512F.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), FloatMask(count), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ref double source, nint index, nint count)
    {
        if (!Avx512F.IsSupported) return Load<Vector512<double>, double>(ref source, index, count);
        return Avx512F.MaskLoad((double*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), DoubleMask(count), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float destination, nint index, nint count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)), FloatMask(count), value);
        else Store<Vector512<float>, float>(value, ref destination, index, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, ref double destination, nint index, nint count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)), DoubleMask(count), value);
        else Store<Vector512<double>, double>(value, ref destination, index, count);
    }

    /// <summary>The same for half a vector of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Half(ref float source, nint index, nint count) => Avx512F.IsSupported
        ? Avx512F.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), FloatMask(count), default).GetLower()
        : Load<Vector256<float>, float>(ref source, index, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Half(Vector256<float> value, ref float destination, nint index, nint count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)), FloatMask(count), value.ToVector512Unsafe());
        else Store<Vector256<float>, float>(value, ref destination, index, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLanes Load<TLanes, T>(ref T source, nint index, nint count) where TLanes : struct where T : unmanaged
    {
        TLanes lanes = default;
        ref T first = ref Unsafe.As<TLanes, T>(ref lanes);
        for (nint i = 0; i < count; i++) Unsafe.Add(ref first, i) = Unsafe.Add(ref source, index + i);
        return lanes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<TLanes, T>(TLanes value, ref T destination, nint index, nint count) where TLanes : struct where T : unmanaged
    {
        ref T first = ref Unsafe.As<TLanes, T>(ref value);
        for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, index + i) = Unsafe.Add(ref first, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FloatMask(nint count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> DoubleMask(nint count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble();
}
