using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>Sixteen floats, in as many registers as the processor needs for them. Kernels are written once over this interface.</summary>
/// <remarks>
/// Every operation works on each lane alone and rounds as IEEE 754 defines; sums have one fixed order. So all implementations give the same bits.
/// </remarks>
/// <typeparam name="TSelf">The implementation.</typeparam>
/// <typeparam name="TDouble">Eight doubles of the same vector width.</typeparam>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface ISimdFloat16<TSelf, TDouble>
    where TSelf : struct, ISimdFloat16<TSelf, TDouble>
    where TDouble : struct, ISimdDouble8<TDouble>
{
    /// <summary>The number of lanes.</summary>
    const int Count = 16;

    /// <summary>Sixteen zeros.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The same value in all lanes.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>The float at <paramref name="index"/> in all lanes.</summary>
    static abstract TSelf Broadcast(ref float source, nint index);

    /// <summary>Loads sixteen floats from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(ref float source, nint index);

    /// <summary>Stores sixteen floats from <paramref name="index"/> on.</summary>
    static abstract void Store(TSelf value, ref float destination, nint index);

    /// <summary>; reads nothing after them.</summary>
    static abstract TSelf MaskedLoad(ref float source, nint index, nint count);

    /// <summary>; writes nothing after them.</summary>
    static abstract void MaskedStore(TSelf value, ref float destination, nint index, nint count);

    /// <summary>Stores without loading the cache line (non-temporal). The address has to be a multiple of 64 bytes.</summary>
    static abstract void StoreNonTemporal(TSelf value, ref float destination, nint index);

    /// <summary>Adds lane by lane.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Subtracts lane by lane.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Multiplies lane by lane.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Divides lane by lane.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary><c>a * b + c</c> with one rounding.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// The output of strict rows, <c>Fma(Fma(x, high, shiftHigh), gamma, Fma(Fma(x, low, shiftLow), gamma, beta))</c>. Processors without a fused
    /// multiply-add share what the four have in common.
    /// </summary>
    static abstract TSelf FmaOfTwoParts(TSelf x, TSelf high, TSelf low, TSelf shiftHigh, TSelf shiftLow, TSelf gamma, TSelf beta);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The value with the bits of <paramref name="mask"/> only.</summary>
    static abstract TSelf And(TSelf a, TSelf mask);

    /// <summary><paramref name="a"/> where <paramref name="x"/> is less than <paramref name="y"/>, else <paramref name="b"/>.</summary>
    static abstract TSelf SelectIfLess(TSelf x, TSelf y, TSelf a, TSelf b);

    /// <summary>The first <paramref name="count"/> (0 to 15) lanes, zeros in the others.</summary>
    static abstract TSelf First(TSelf a, nint count);

    /// <summary>Lanes 0 to 7, widened.</summary>
    static abstract TDouble Lower(TSelf a);

    /// <summary>Lanes 8 to 15, widened.</summary>
    static abstract TDouble Upper(TSelf a);

    /// <summary>Sixteen floats from two times eight doubles, rounded.</summary>
    static abstract TSelf Join(TDouble lower, TDouble upper);

    /// <summary>The sum of the lanes. The upper half is added to the lower half: lane i + 8 to i, then i + 4, i + 2, i + 1.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>
    /// The sums of the lanes of sixteen vectors, one after the other in memory: lane r has what <see cref="Sum"/> gives for vector r.
    /// </summary>
    static abstract TSelf Sums(ref float vectors);

    /// <summary>
    /// Transposes sixteen rows of <paramref name="width"/> (2 to 8) floats: vector c has element c of every row. Which lane belongs to which row
    /// differs between implementations.
    /// </summary>
    static abstract void LoadTransposed(ref float rows, nint width, ref float tile);

    /// <summary>The inverse of <see cref="LoadTransposed"/>.</summary>
    static abstract void StoreTransposed(ref float tile, nint width, ref float rows);
}
