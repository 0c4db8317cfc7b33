using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Onnx;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// A transformer bound to an input schema: the output schema, and the column arithmetic that the view, its cursors and the row mapper share.
/// The output columns follow the input's, in the transformer's order; a name used again hides the input's column, as everywhere in ML.NET.
/// </summary>
internal sealed class NormBindings
{
    private readonly NormTransformer _parent;
    private readonly DataViewSchema.Column[] _sources;
    private readonly DataViewSchema.Column? _key;

    public NormBindings(NormTransformer parent, DataViewSchema input)
    {
        _parent = parent;
        Input = input;
        _sources = new DataViewSchema.Column[parent.Columns.Count];
        var output = new DataViewSchema.Builder();
        output.AddColumns(input);
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i] = ColumnTypes.Find(input, parent.Columns[i].InputColumnName);
            output.AddColumn(parent.Columns[i].OutputColumnName, parent.CheckInput(i, _sources[i].Type),
                Annotate(_sources[i], parent.MarksNormalized));
        }

        Output = output.ToSchema();
        _key = parent.KeyColumnName is { } key ? KeyColumn.Find(input, key) : null;
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    /// <summary>Which of our columns are wanted, and which of the input's are needed for the wanted ones.</summary>
    public (bool[] Active, List<DataViewSchema.Column> Needed) Activate(IEnumerable<DataViewSchema.Column> wanted)
    {
        var active = new bool[_sources.Length];
        var needed = new SortedDictionary<int, DataViewSchema.Column>();
        foreach (DataViewSchema.Column column in wanted)
        {
            if (column.Index < Input.Count)
            {
                needed[column.Index] = Input[column.Index];
                continue;
            }

            int ours = column.Index - Input.Count;
            active[ours] = true;
            needed[_sources[ours].Index] = _sources[ours];
            if (_key is { } key)
            {
                needed[key.Index] = key;
            }
        }

        return (active, [.. needed.Values]);
    }

    public bool IsActive(DataViewRow source, bool[] active, DataViewSchema.Column column) =>
        column.Index < Input.Count ? source.IsColumnActive(Input[column.Index]) : active[Checked(column)];

    public ValueGetter<TValue> GetGetter<TValue>(DataViewRow source, bool[] active, DataViewSchema.Column column, LostRows? lost)
    {
        if (column.Index < Input.Count)
        {
            return source.GetGetter<TValue>(Input[column.Index]);
        }

        int ours = Checked(column);
        if (!active[ours])
        {
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when this cursor was made.");
        }

        Delegate getter = NormGetter.Create(_parent, ours, source, _sources[ours], _key, lost);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}: its values cannot be read as {typeof(TValue).Name}.");
    }

    /// <summary>What counts the rows that a pass of so many cursors makes NaN; null for a norm that touches each cell alone.</summary>
    public LostRows? Count(int cursors) => _parent.SpreadsMissing ? new LostRows(_parent.Host, cursors) : null;

    /// <summary>Writes the norms of our columns into an ONNX graph.</summary>
    public void SaveAsOnnx(OnnxContext context) => OnnxExport.Write(context, _parent, _sources);

    private int Checked(DataViewSchema.Column column)
    {
        if (column.Index >= Output.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(column),
                $"Column '{column.Name}' has index {column.Index}; the schema has {Output.Count} columns.");
        }

        return column.Index - Input.Count;
    }

    // The slots keep their names, and trainers are told not to normalize again.
    private static DataViewSchema.Annotations Annotate(DataViewSchema.Column source, bool isNormalized)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(source.Annotations, kind => kind == ColumnTypes.SlotNames);
        if (isNormalized)
        {
            annotations.Add(ColumnTypes.IsNormalized, BooleanDataViewType.Instance, (ref bool value) => value = true);
        }

        return annotations.ToAnnotations();
    }
}
