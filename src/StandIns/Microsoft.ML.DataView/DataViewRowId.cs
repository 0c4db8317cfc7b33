using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>128 bits that name a row. Derived ids are mixed with the rounds of MurmurHash3.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public override string ToString() => $"{High:x16}{Low:x16}";

    public int CompareTo(DataViewRowId other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    /// <summary>The id of one more row made from this one.</summary>
    public DataViewRowId Next() => Mix(Low, High, 0);

    /// <summary>The id of the first row made from this one.</summary>
    public DataViewRowId Fork()
    {
        DataViewRowId next = Next();
        return new DataViewRowId(next.Low ^ (BitOperations.RotateLeft(C1, 31) * C2), next.High);
    }

    /// <summary>The id of a row made from this one and another.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        other = other.Fork();
        ulong low = Low ^ (BitOperations.RotateLeft(other.Low * C1, 31) * C2);
        return Mix(low, High, BitOperations.RotateLeft(other.High * C2, 33) * C1);
    }

    private static DataViewRowId Mix(ulong low, ulong high, ulong highKey)
    {
        low = ((BitOperations.RotateLeft(low, 27) + high) * 5) + 0x52dce729;
        high = ((BitOperations.RotateLeft(high ^ highKey, 31) + low) * 5) + 0x38495ab5;
        return new DataViewRowId(low, high);
    }
}
