using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Simd;

/// <summary>
/// Loads and stores the first few lanes: by masked instructions where the processor has them, otherwise in pieces of at most 128 bits.
/// </summary>
internal static unsafe class MaskedMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float source, nint index, nint count)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.Create(LoadEight(ref source, index, count), LoadEight(ref source, index + 8, count - 8));
        }

        return Avx512F.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), FloatMask(count), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ref double source, nint index, nint count)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.Create(LoadFour(ref source, index, count), LoadFour(ref source, index + 4, count - 4));
        }

        return Avx512F.MaskLoad((double*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), DoubleMask(count), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float destination, nint index, nint count)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)), FloatMask(count), value);
            return;
        }
        StoreEight(value.GetLower(), ref destination, index, count);
        StoreEight(value.GetUpper(), ref destination, index + 8, count - 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, ref double destination, nint index, nint count)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore((double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)), DoubleMask(count), value);
            return;
        }
        StoreFour(value.GetLower(), ref destination, index, count);
        StoreFour(value.GetUpper(), ref destination, index + 4, count - 4);
    }

    /// <summary>The same for the lower eight of sixteen floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadLower(ref float source, nint index, nint count) => Avx512F.IsSupported
        ? Avx512F.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), FloatMask(count), default).GetLower()
        : LoadEight(ref source, index, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLower(Vector256<float> value, ref float destination, nint index, nint count)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore((float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)), FloatMask(count), value.ToVector512Unsafe());
        }
        else
        {
            StoreEight(value, ref destination, index, count);
        }
    }

    /// <summary>The first <paramref name="count"/> of eight floats: none if it is 0 or less, all if it is 8 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadEight(ref float source, nint index, nint count) => Avx.IsSupported
        ? Avx.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), EightMask(count))
        : Vector256.Create(LoadFour(ref source, index, count), LoadFour(ref source, index + 4, count - 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreEight(Vector256<float> value, ref float destination, nint index, nint count)
    {
        if (Avx.IsSupported)
        {
            Avx.MaskStore(
                (float*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)),
                EightMask(count), value);
            return;
        }
        StoreFour(value.GetLower(), ref destination, index, count);
        StoreFour(value.GetUpper(), ref destination, index + 4, count - 4);
    }

    /// <summary>The same for four doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LoadFour(ref double source, nint index, nint count) => Avx.IsSupported
        ? Avx.MaskLoad((double*)Unsafe.AsPointer(ref Unsafe.Add(ref source, index)), FourMask(count))
        : Vector256.Create(LoadTwo(ref source, index, count), LoadTwo(ref source, index + 2, count - 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFour(Vector256<double> value, ref double destination, nint index, nint count)
    {
        if (Avx.IsSupported)
        {
            Avx.MaskStore(
                (double*)Unsafe.AsPointer(ref Unsafe.Add(ref destination, index)),
                FourMask(count), value);
            return;
        }
        StoreTwo(value.GetLower(), ref destination, index, count);
        StoreTwo(value.GetUpper(), ref destination, index + 2, count - 2);
    }

    /// <summary>The same for four floats.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector128<float> LoadFour(ref float source, nint index, nint count)
    {
        ref float first = ref Unsafe.Add(ref source, index);
        if (count >= 4)
        {
            return Vector128.LoadUnsafe(ref first);
        }

        if (count <= 0)
        {
            return default;
        }

        if (count == 1)
        {
            return Vector128.CreateScalar(first);
        }

        Vector128<float> two = Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref first))).AsSingle();
        return count == 2 ? two : two.WithElement(2, Unsafe.Add(ref first, 2));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StoreFour(Vector128<float> value, ref float destination, nint index, nint count)
    {
        ref float first = ref Unsafe.Add(ref destination, index);
        if (count >= 4)
        {
            value.StoreUnsafe(ref first);
        }
        else if (count == 1)
        {
            first = value.ToScalar();
        }
        else if (count > 1)
        {
            Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref first), value.AsDouble().ToScalar());
            if (count == 3)
            {
                Unsafe.Add(ref first, 2) = value.GetElement(2);
            }
        }
    }

    /// <summary>The same for two doubles.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector128<double> LoadTwo(ref double source, nint index, nint count)
    {
        ref double first = ref Unsafe.Add(ref source, index);
        return count >= 2 ? Vector128.LoadUnsafe(ref first) : count == 1 ? Vector128.CreateScalar(first) : default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StoreTwo(Vector128<double> value, ref double destination, nint index, nint count)
    {
        ref double first = ref Unsafe.Add(ref destination, index);
        if (count >= 2)
        {
            value.StoreUnsafe(ref first);
        }
        else if (count == 1)
        {
            first = value.ToScalar();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FloatMask(nint count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> DoubleMask(nint count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> EightMask(nint count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> FourMask(nint count) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble();
}
