using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>Eight doubles, in as many registers as the processor needs for them. Kernels are written once over this interface.</summary>
/// <remarks>
/// Every operation works on each lane alone and rounds as IEEE 754 defines; sums have one fixed order. So all implementations give the same bits.
/// </remarks>
/// <typeparam name="TSelf">The implementation.</typeparam>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface ISimdDouble8<TSelf> where TSelf : struct, ISimdDouble8<TSelf>
{
    /// <summary>The number of lanes.</summary>
    const int Count = 8;

    /// <summary>Eight zeros.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The same value in all lanes.</summary>
    static abstract TSelf Broadcast(double value);

    /// <summary>The double at <paramref name="index"/> in all lanes.</summary>
    static abstract TSelf Broadcast(ref double source, nint index);

    /// <summary>Loads eight doubles from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(ref double source, nint index);

    /// <summary>Loads eight floats from <paramref name="index"/> on and widens them.</summary>
    static abstract TSelf Load(ref float source, nint index);

    /// <summary>Stores eight doubles from <paramref name="index"/> on.</summary>
    static abstract void Store(TSelf value, ref double destination, nint index);

    /// <summary>Rounds to float and stores eight floats from <paramref name="index"/> on.</summary>
    static abstract void Store(TSelf value, ref float destination, nint index);

    /// <summary>; reads nothing after them.</summary>
    static abstract TSelf MaskedLoad(ref double source, nint index, nint count);

    /// <summary>; writes nothing after them.</summary>
    static abstract void MaskedStore(TSelf value, ref double destination, nint index, nint count);

    /// <summary>
    /// Loads the first <paramref name="count"/> (1 to 7) floats from <paramref name="index"/> on and widens them, zeros in the other lanes.
    /// </summary>
    static abstract TSelf MaskedLoad(ref float source, nint index, nint count);

    /// <summary>Rounds to float and stores the first <paramref name="count"/> (1 to 7) lanes from <paramref name="index"/> on.</summary>
    static abstract void MaskedStore(TSelf value, ref float destination, nint index, nint count);

    /// <summary>Stores without loading the cache line (non-temporal). The address has to be a multiple of 64 bytes.</summary>
    static abstract void StoreNonTemporal(TSelf value, ref double destination, nint index);

    /// <summary>Rounds to float and stores without loading the cache line (non-temporal). The address has to be a multiple of 32 bytes.</summary>
    static abstract void StoreNonTemporal(TSelf value, ref float destination, nint index);

    /// <summary>Adds lane by lane.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Subtracts lane by lane.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Negates.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>Multiplies lane by lane.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Divides lane by lane.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary><c>a * b + c</c> with one rounding.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// <c>a * b + c</c> with one rounding, where <paramref name="a"/> and <paramref name="b"/> hold floats. Their product is exact in double, so this
    /// is as quick on processors without a fused multiply-add.
    /// </summary>
    static abstract TSelf FmaOfFloats(TSelf a, TSelf b, TSelf c);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The value with the bits of <paramref name="mask"/> only.</summary>
    static abstract TSelf And(TSelf a, TSelf mask);

    /// <summary><paramref name="a"/> where <paramref name="x"/> is less than <paramref name="y"/>, else <paramref name="b"/>.</summary>
    static abstract TSelf SelectIfLess(TSelf x, TSelf y, TSelf a, TSelf b);

    /// <summary>The first <paramref name="count"/> (0 to 7) lanes, zeros in the others.</summary>
    static abstract TSelf First(TSelf a, nint count);

    /// <summary>Rounds to float and widens again.</summary>
    static abstract TSelf RoundToFloat(TSelf a);

    /// <summary>The sum of the lanes: <c>((e0 + e1) + (e2 + e3)) + ((e4 + e5) + (e6 + e7))</c>.</summary>
    static abstract double Sum(TSelf a);

    /// <summary>Eight sums at once: lane i is <c>Sum</c> of the i-th argument.</summary>
    static abstract TSelf Sums(TSelf a0, TSelf a1, TSelf a2, TSelf a3, TSelf a4, TSelf a5, TSelf a6, TSelf a7);

    /// <summary>
    /// Transposes eight rows of <paramref name="width"/> (2 to 8) doubles: vector c has element c of every row. Which lane belongs to which row
    /// differs between implementations.
    /// </summary>
    static abstract void LoadTransposed(ref double rows, nint width, ref double tile);

    /// <summary>The inverse of <see cref="LoadTransposed"/>.</summary>
    static abstract void StoreTransposed(ref double tile, nint width, ref double rows);
}
