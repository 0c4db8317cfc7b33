using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>What is known about a column besides its type: values by kind, such as slot names, each read through a getter.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        internal Annotations(DataViewSchema schema, Delegate[] getters)
        {
            Schema = schema;
            _getters = getters;
        }

        public DataViewSchema Schema { get; }

        public static Annotations Empty { get; } = new(new DataViewSchema([]), []);

        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if (column.Index >= _getters.Length)
                throw new ArgumentException($"There is no annotation at index {column.Index}.", nameof(column));
            return _getters[column.Index] as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"Annotation '{column.Name}' is read through {_getters[column.Index].GetType()}, not as {typeof(TValue)}.");
        }

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            Column column = Schema.GetColumnOrNull(kind)
                ?? throw new InvalidOperationException($"There is no annotation '{kind}'.");
            GetGetter<TValue>(column)(ref value);
        }

        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        internal Delegate GetGetterInternal(int index) => _getters[index];

        /// <summary>Collects annotations. Of two of one kind, the one added last is seen.</summary>
        public sealed class Builder
        {
            private readonly DataViewSchema.Builder _schema;
            private readonly List<Delegate> _getters;

            public Builder()
            {
                _schema = new DataViewSchema.Builder();
                _getters = [];
            }

            /// <summary>Takes over those kinds of another column's annotations that the selector accepts; null adds nothing.</summary>
            public void Add(Annotations annotations, Func<string, bool> selector)
            {
                if (annotations == null)
                    return;
                ArgumentNullException.ThrowIfNull(selector);
                foreach (Column column in annotations.Schema)
                {
                    if (selector(column.Name))
                        AddChecked(column.Name, column.Type, annotations._getters[column.Index], column.Annotations);
                }
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations annotations = null)
            {
                Check(name, type, getter);
                if (type.RawType != typeof(TValue))
                    throw new ArgumentException($"A {type} is read as {type.RawType}, not as {typeof(TValue)}.", nameof(type));
                AddChecked(name, type, getter, annotations);
            }

            public void Add(string name, DataViewType type, Delegate getter, Annotations annotations = null)
            {
                Check(name, type, getter);
                if (getter.GetType() != typeof(ValueGetter<>).MakeGenericType(type.RawType))
                    throw new ArgumentException($"A {type} needs a ValueGetter of {type.RawType}.", nameof(getter));
                AddChecked(name, type, getter, annotations);
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations annotations = null) =>
                Add(name, type, (ref TValue destination) => destination = value, annotations);

            public Annotations ToAnnotations() => new(_schema.ToSchema(), [.. _getters]);

            private static void Check(string name, DataViewType type, Delegate getter)
            {
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentNullException(nameof(name));
                ArgumentNullException.ThrowIfNull(type);
                ArgumentNullException.ThrowIfNull(getter);
            }

            private void AddChecked(string name, DataViewType type, Delegate getter, Annotations annotations)
            {
                _schema.AddColumn(name, type, annotations);
                _getters.Add(getter);
            }
        }
    }
}
