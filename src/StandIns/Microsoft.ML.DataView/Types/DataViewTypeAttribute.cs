namespace Microsoft.ML.Data;

/// <summary>Base of attributes that give a member of a row class a type of their own making.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute other);
}
