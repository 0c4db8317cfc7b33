using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>
/// A row mapper and the schema it makes of an input schema. An added column stands at the end, or right after the column that it hides.
/// </summary>
internal sealed class RowMapping : IRowToRowMapper
{
    private readonly IRowMapper _mapper;

    /// <summary>Of each output column: its index in the input, or the complement of its index among the added columns.</summary>
    private readonly int[] _sources;

    public RowMapping(DataViewSchema input, IRowMapper mapper)
    {
        InputSchema = input;
        _mapper = mapper;
        List<(string Name, int Source)> columns = [.. input.Select(column => (column.Name, column.Index))];
        DataViewSchema.DetachedColumn[] added = mapper.GetOutputColumns();
        for (int i = 0; i < added.Length; i++)
        {
            string name = added[i].Name;
            int hidden = columns.FindLastIndex(column => column.Name == name);
            columns.Insert(hidden < 0 ? columns.Count : hidden + 1, (name, ~i));
        }
        _sources = [.. columns.Select(column => column.Source)];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources.Select(source =>
            source < 0 ? added[~source] : new DataViewSchema.DetachedColumn(input[source])));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new bool[InputSchema.Count];
        foreach (int source in dependingColumns.Select(column => _sources[column.Index]).Where(source => source >= 0))
            needed[source] = true;
        Func<int, bool> neededByMapper = _mapper.GetDependencies(ActiveAdded(dependingColumns));
        return InputSchema.Where(column => needed[column.Index] || neededByMapper(column.Index)).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedRow(Getters(input, activeColumns));
    }

    public MappedGetters Getters(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Delegate[] added = _mapper.CreateGetters(input, ActiveAdded(activeColumns), out Action disposer);
        return new MappedGetters(input, OutputSchema, _sources, added, disposer);
    }

    private Func<int, bool> ActiveAdded(IEnumerable<DataViewSchema.Column> columns)
    {
        HashSet<int> active = [.. columns.Select(column => ~_sources[column.Index])];
        return active.Contains;
    }
}
