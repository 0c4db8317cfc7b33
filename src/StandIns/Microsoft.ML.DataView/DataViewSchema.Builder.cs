using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>Collects columns; a name added again hides the column that had it before.</summary>
    public sealed class Builder
    {
        private readonly List<DetachedColumn> _columns;

        public Builder() => _columns = [];

        public void AddColumn(string name, DataViewType type, Annotations annotations = null) =>
            _columns.Add(new DetachedColumn(name, type, annotations));

        public void AddColumns(IEnumerable<Column> source)
        {
            foreach (Column column in source)
                AddColumn(column.Name, column.Type, column.Annotations);
        }

        public void AddColumns(IEnumerable<DetachedColumn> source)
        {
            foreach (DetachedColumn column in source)
                AddColumn(column.Name, column.Type, column.Annotations);
        }

        public DataViewSchema ToSchema()
        {
            var last = new Dictionary<string, int>();
            for (int i = 0; i < _columns.Count; i++)
                last[_columns[i].Name] = i;
            return new DataViewSchema([.. _columns.Select((column, i) =>
                new Column(column.Name, i, last[column.Name] != i, column.Type, column.Annotations))]);
        }
    }
}
