namespace Microsoft.ML.Data;

/// <summary>Makes an unsigned member a key: values from 0 to one less than the count.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeyTypeAttribute : Attribute
{
    public KeyTypeAttribute() => throw new NotSupportedException("Using KeyType without the Count parameter is not supported.");

    public KeyTypeAttribute(ulong count) => KeyCount = new KeyCount(count);

    internal KeyCount KeyCount { get; }
}

/// <summary>Gives an array or buffer member a size or dimensions.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VectorTypeAttribute : Attribute
{
    public VectorTypeAttribute()
    {
    }

    public VectorTypeAttribute(int size)
        : this([size])
    {
    }

    public VectorTypeAttribute(params int[] dimensions)
    {
        foreach (int dimension in dimensions)
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
        Dims = dimensions;
    }

    internal int[] Dims { get; }
}

/// <summary>Gives a member's column another name.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ColumnNameAttribute : Attribute
{
    public ColumnNameAttribute(string name) => Name = name;

    internal string Name { get; }
}

/// <summary>Keeps a member from being a column.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute
{
}
