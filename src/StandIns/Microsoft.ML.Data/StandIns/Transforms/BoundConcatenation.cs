using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>A concatenation bound to a schema.</summary>
internal sealed class BoundConcatenation
{
    private readonly Concatenation _column;
    private readonly DataViewSchema.Column[] _sources;
    private readonly PrimitiveDataViewType _itemType;

    public BoundConcatenation(Concatenation column, DataViewSchema schema)
    {
        _column = column;
        _sources = [.. column.Sources.Select(source =>
            schema.GetColumnOrNull(source.Name) ?? throw Mismatch.NoColumn("inputSchema", source.Name))];
        DataViewType itemType = _sources[0].Type.GetItemType();
        foreach (DataViewSchema.Column source in _sources)
        {
            if (!source.Type.GetItemType().Equals(itemType))
                throw Mismatch.Type("inputSchema", source.Name, itemType.ToString(), source.Type.ToString());
        }
        _itemType = (PrimitiveDataViewType)itemType;
        Output = MakeOutput();
    }

    public DataViewSchema.DetachedColumn Output { get; }

    /// <summary>A vector alone is passed on as it is, with all its annotations.</summary>
    private bool IsIdentity => _sources.Length == 1 && _sources[0].Type is VectorDataViewType;

    public bool Reads(int column) => _sources.Any(source => source.Index == column);

    public Delegate Getter(DataViewRow input) => IsIdentity
        ? Generics.Getter(input, _sources[0])
        : Generics.Call<Delegate>(Getter<int>, [_itemType.RawType], input, _sources);

    private static Delegate Getter<TItem>(DataViewRow input, DataViewSchema.Column[] sources)
    {
        ValueGetter<VBuffer<TItem>>[] getters = [.. sources.Select(source => VectorGetter<TItem>(input, source))];
        var parts = new VBuffer<TItem>[getters.Length];
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> vector) =>
        {
            for (int i = 0; i < parts.Length; i++)
                getters[i](ref parts[i]);
            Join(parts, ref vector);
        });
    }

    private static ValueGetter<VBuffer<TItem>> VectorGetter<TItem>(DataViewRow input, DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType type)
        {
            ValueGetter<TItem> scalar = input.GetGetter<TItem>(source);
            return (ref VBuffer<TItem> vector) =>
            {
                VBufferEditor<TItem> editor = VBufferEditor.Create(ref vector, 1);
                scalar(ref editor.Values[0]);
                vector = editor.Commit();
            };
        }
        ValueGetter<VBuffer<TItem>> getter = input.GetGetter<VBuffer<TItem>>(source);
        return (ref VBuffer<TItem> vector) =>
        {
            getter(ref vector);
            if (type.IsKnownSize && vector.Length != type.Size)
                throw new InvalidOperationException($"Column '{source.Name}': expected {type.Size} slots, but got {vector.Length}");
        };
    }

    /// <summary>Sparse where at most half of the slots have values.</summary>
    private static void Join<TItem>(VBuffer<TItem>[] parts, ref VBuffer<TItem> vector)
    {
        int length = 0;
        int count = 0;
        foreach (ref readonly VBuffer<TItem> part in parts.AsSpan())
        {
            length = checked(length + part.Length);
            count += part.GetValues().Length;
        }
        bool dense = count > length / 2;
        VBufferEditor<TItem> editor = VBufferEditor.Create(ref vector, length, dense ? length : count);
        int slot = 0;
        int stored = 0;
        foreach (ref readonly VBuffer<TItem> part in parts.AsSpan())
        {
            if (dense)
            {
                part.CopyTo(editor.Values, slot);
            }
            else
            {
                foreach ((int index, TItem value) in part.Items())
                {
                    editor.Indices[stored] = slot + index;
                    editor.Values[stored++] = value;
                }
            }
            slot += part.Length;
        }
        vector = editor.Commit();
    }

    private DataViewSchema.DetachedColumn MakeOutput()
    {
        if (IsIdentity)
            return new DataViewSchema.DetachedColumn(_column.Name, _sources[0].Type, _sources[0].Annotations);
        int[] sizes = [.. _sources.Select(source => source.Type is VectorDataViewType vector ? vector.Size : 1)];
        int size = sizes.Contains(0) ? 0 : sizes.Sum();
        var annotations = new DataViewSchema.Annotations.Builder();
        if (_itemType is NumberDataViewType && _sources.All(source => source.IsNormalized()))
        {
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        }
        if (size > 0 && _sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
        {
            VBuffer<ReadOnlyMemory<char>> names = SlotNames(size);
            annotations.Add(AnnotationUtils.Kinds.SlotNames, AnnotationUtils.GetNamesType(size), AnnotationValue.Getter(names));
        }
        return new DataViewSchema.DetachedColumn(_column.Name, new VectorDataViewType(_itemType, size), annotations.ToAnnotations());
    }

    /// <summary>A scalar's slot has its column's name; a vector's slots have it before their own names, or none.</summary>
    private VBuffer<ReadOnlyMemory<char>> SlotNames(int size)
    {
        var names = new ReadOnlyMemory<char>[size];
        int slot = 0;
        for (int i = 0; i < _sources.Length; i++)
        {
            string name = _column.Sources[i].Alias ?? _sources[i].Name;
            if (_sources[i].Type is not VectorDataViewType vector)
            {
                names[slot++] = name.AsMemory();
                continue;
            }
            if (_sources[i].HasSlotNames())
            {
                VBuffer<ReadOnlyMemory<char>> own = default;
                _sources[i].GetSlotNames(ref own);
                foreach ((int index, ReadOnlyMemory<char> slotName) in own.Items())
                {
                    if (!slotName.IsEmpty)
                        names[slot + index] = (_column.Sources[i].Alias == _sources[i].Name ? $"{slotName}" : $"{name}.{slotName}").AsMemory();
                }
            }
            slot += vector.Size;
        }
        return new VBuffer<ReadOnlyMemory<char>>(size, names);
    }
}
