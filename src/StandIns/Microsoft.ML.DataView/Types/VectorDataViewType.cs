using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>A vector of one item type; a dimension of zero is unknown, and so is then the size.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : this(itemType, ImmutableArray.Create(size))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, ImmutableArray.Create(dimensions))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(VectorOf(itemType))
    {
        if (dimensions.Length == 0 || dimensions.Any(dimension => dimension < 0))
            throw new ArgumentOutOfRangeException(nameof(dimensions), "A vector type needs dimensions, none of them negative.");
        ItemType = itemType;
        Dimensions = dimensions;
        Size = dimensions.Aggregate(1, (size, dimension) => checked(size * dimension));
    }

    public ImmutableArray<int> Dimensions { get; }

    public bool IsKnownSize => Size > 0;

    public PrimitiveDataViewType ItemType { get; }

    public int Size { get; }

    public override bool Equals(DataViewType other) =>
        other is VectorDataViewType vector && vector.ItemType.Equals(ItemType) && vector.Dimensions.SequenceEqual(Dimensions);

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(ItemType, Size, Dimensions.Length);

    public override string ToString() => Dimensions is [0]
        ? $"Vector<{ItemType}>"
        : $"Vector<{ItemType}, {string.Join(", ", Dimensions.Select(dimension => dimension == 0 ? "*" : dimension.ToString()))}>";

    private static Type VectorOf(PrimitiveDataViewType itemType)
    {
        ArgumentNullException.ThrowIfNull(itemType);
        return typeof(VBuffer<>).MakeGenericType(itemType.RawType);
    }
}
