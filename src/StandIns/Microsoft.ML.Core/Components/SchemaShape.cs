using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: names, kinds and item types, but no sizes and no values.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        if (!_columns.All(column => column.IsValid))
            throw new ArgumentOutOfRangeException(nameof(columns), "Some columns have no name.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema) =>
        new(schema.Where(column => !column.IsHidden).Select(column =>
            ShapeOf(column, new SchemaShape(column.Annotations.Schema.Select(annotation => ShapeOf(annotation, null))))));

    internal static void GetColumnTypeShape(
        DataViewType type, out Column.VectorKind vecKind, out DataViewType itemType, out bool isKey)
    {
        var vector = type as VectorDataViewType;
        vecKind = vector switch
        {
            null => Column.VectorKind.Scalar,
            { IsKnownSize: true } => Column.VectorKind.Vector,
            _ => Column.VectorKind.VariableVector,
        };
        itemType = vector?.ItemType ?? type;
        isKey = itemType is KeyDataViewType;
        if (isKey)
            itemType = ColumnTypeExtensions.PrimitiveTypeFromType(itemType.RawType);
    }

    internal bool TryFindColumn(string name, out Column column)
    {
        ArgumentNullException.ThrowIfNull(name);
        column = _columns.FirstOrDefault(candidate => candidate.Name == name);
        return column.IsValid;
    }

    private static Column ShapeOf(DataViewSchema.Column column, SchemaShape annotations)
    {
        GetColumnTypeShape(column.Type, out Column.VectorKind kind, out DataViewType itemType, out bool isKey);
        return new Column(column.Name, kind, itemType, isKey, annotations);
    }

    public struct Column
    {
        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }

        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;
        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (itemType is KeyDataViewType or VectorDataViewType)
                throw new ArgumentOutOfRangeException(nameof(itemType), $"The item type of a column shape is plain, not {itemType}.");
            if (isKey && !KeyDataViewType.IsValidDataType(itemType.RawType))
                throw new ArgumentOutOfRangeException(nameof(itemType), $"{itemType} cannot hold a key.");
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal bool IsValid => Name != null;

        /// <summary>Whether <paramref name="source"/> has this name, kind and type, and all these annotations.</summary>
        internal bool IsCompatibleWith(Column source) =>
            Name == source.Name && Kind == source.Kind && IsKey == source.IsKey && ItemType.Equals(source.ItemType)
            && Annotations.All(wanted => source.Annotations.TryFindColumn(wanted.Name, out Column found) && wanted.IsCompatibleWith(found));

        internal string GetTypeString()
        {
            string type = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{type}>",
                VectorKind.VariableVector => $"VarVector<{type}>",
                _ => type,
            };
        }
    }
}
