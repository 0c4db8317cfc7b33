namespace Microsoft.ML.Data;

/// <summary>One of <see cref="Count"/> categories, stored one-based in an unsigned integer; zero stands for none of them.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentOutOfRangeException(nameof(type), $"A key is stored as Byte, UInt16, UInt32 or UInt64, not as {type}.");
        if (count == 0 || count > Maximum(type))
            throw new ArgumentOutOfRangeException(nameof(count), $"A key of {type.Name} has from 1 to {Maximum(type)} values, not {count}.");
        Count = count;
    }

    public KeyDataViewType(Type type, int count)
        : this(type, count > 0 ? (ulong)count : 0)
    {
    }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type) =>
        type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    public override bool Equals(DataViewType other) =>
        other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static ulong Maximum(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };
}
