using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Keeps a column's value of the current line.</summary>
internal interface ITextPipe
{
    /// <summary>False if a value could not be read and is missing instead; an exception where the type has no missing value.</summary>
    bool Parse(FieldSet fields);

    Delegate Getter(Action checkOnRow);
}

internal static class TextPipe
{
    public static ITextPipe Of(TextFormat format, TextColumn column) =>
        Generics.Call<ITextPipe>(Of<int>, [column.ItemType.RawType], format, column);

    private static ITextPipe Of<TItem>(TextFormat format, TextColumn column) =>
        column.Type is VectorDataViewType ? new VectorPipe<TItem>(format, column) : new ScalarPipe<TItem>(format, column);

    /// <summary>Reads single fields; an empty one is the default, or NaN where that is asked for.</summary>
    private sealed class Items<TItem>(TextFormat format, TextColumn column)
    {
        private readonly FieldParser<TItem> _parse = FieldParser.Of<TItem>(column.ItemType, format.Options.DecimalMarker);
        private readonly bool _hasMissing = FieldParser.HasMissing(column.ItemType);
        private readonly TItem _empty = Empty(format.Options.MissingRealsAsNaNs);

        public bool Parse(ReadOnlyMemory<char> text, out TItem item)
        {
            if (text.IsEmpty)
            {
                item = _empty;
                return true;
            }
            if (_parse(text, out item))
                return true;
            return _hasMissing ? false : throw new InvalidOperationException($"Could not parse value {text}");
        }

        private static TItem Empty(bool nan) =>
            nan && typeof(TItem) == typeof(float) ? (TItem)(object)float.NaN
            : nan && typeof(TItem) == typeof(double) ? (TItem)(object)double.NaN
            : default;
    }

    private sealed class ScalarPipe<TItem>(TextFormat format, TextColumn column) : ITextPipe
    {
        private readonly Items<TItem> _items = new(format, column);
        private TItem _value;

        public bool Parse(FieldSet fields) => _items.Parse(fields[column.Segments[0].Start], out _value);

        public Delegate Getter(Action checkOnRow) => (ValueGetter<TItem>)((ref TItem value) =>
        {
            checkOnRow();
            value = _value;
        });
    }

    private sealed class VectorPipe<TItem>(TextFormat format, TextColumn column) : ITextPipe
    {
        private readonly Items<TItem> _items = new(format, column);
        private TItem[] _values = [];
        private int _length;

        public bool Parse(FieldSet fields)
        {
            int end = column.Segments.Where(segment => segment.IsVariable).Sum(segment => Math.Max(0, fields.Length - segment.Start));
            _length = column.FixedSize + end;
            if (_values.Length < _length)
                _values = new TItem[_length];
            int slot = 0;
            bool clean = true;
            foreach (TextSegment segment in column.Segments)
            {
                int limit = segment.IsVariable ? fields.Length : segment.Limit;
                for (int field = segment.Start; field < limit; field++)
                    clean &= _items.Parse(fields[field], out _values[slot++]);
            }
            return clean;
        }

        public Delegate Getter(Action checkOnRow) => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> vector) =>
        {
            checkOnRow();
            VBuffer<TItem>.Copy(_values, 0, ref vector, _length);
        });
    }
}
