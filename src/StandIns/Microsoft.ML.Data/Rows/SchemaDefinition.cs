using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>The columns that a row class stands for: what its attributes say, open to change before use.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>The column of that name, or null.</summary>
    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ColumnName != columnName)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(columnName), $"The column '{value.ColumnName}' cannot be set as '{columnName}'.");
            }
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index < 0)
                Add(value);
            else
                this[index] = value;
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var definition = new SchemaDefinition();
        foreach (var member in MembersOf.Columns(userType, direction))
        {
            string name = MembersOf.ColumnName(member);
            if (definition[name] != null)
                throw new ArgumentOutOfRangeException(nameof(userType), $"Two members of {userType} are named '{name}'.");
            definition.Add(new Column(member.Name, MembersOf.ColumnType(member), name));
        }
        return definition;
    }

    /// <summary>Whether properties must be readable, writable, or one of the two.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public sealed class Column
    {
        private readonly Dictionary<string, Action<DataViewSchema.Annotations.Builder>> _annotations = [];

        internal Column(string memberName, DataViewType columnType, string columnName = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(memberName);
            MemberName = memberName;
            ColumnName = columnName ?? memberName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach (Action<DataViewSchema.Annotations.Builder> add in _annotations.Values)
                    add(builder);
                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            ArgumentNullException.ThrowIfNull(kind);
            ArgumentNullException.ThrowIfNull(annotationType);
            ValueGetter<T> getter = AnnotationValue.Getter(value);
            if (!_annotations.TryAdd(kind, builder => builder.Add(kind, annotationType, getter)))
                throw new InvalidOperationException($"Column '{ColumnName}' has an annotation '{kind}' already.");
        }
    }
}
