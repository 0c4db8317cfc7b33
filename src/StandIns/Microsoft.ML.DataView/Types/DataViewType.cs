namespace Microsoft.ML.Data;

/// <summary>What the values of a column mean, and as which .NET type they are read.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}

/// <summary>A type with parts.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType)
        : base(rawType)
    {
    }
}

/// <summary>A type without parts, whose values need no disposing.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw new ArgumentException("The values of a primitive type cannot be disposable.", nameof(rawType));
    }
}
