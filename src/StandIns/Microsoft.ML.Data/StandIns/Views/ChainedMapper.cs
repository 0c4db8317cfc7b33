using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Row mappers applied one after another.</summary>
internal sealed class ChainedMapper(DataViewSchema input, IRowToRowMapper[] mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => input;

    public DataViewSchema OutputSchema => mappers.Length == 0 ? input : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        foreach (IRowToRowMapper mapper in mappers.Reverse())
            dependingColumns = mapper.GetDependencies(dependingColumns);
        return dependingColumns;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var active = new IEnumerable<DataViewSchema.Column>[mappers.Length];
        for (int i = mappers.Length - 1; i >= 0; i--)
        {
            active[i] = [.. activeColumns];
            activeColumns = mappers[i].GetDependencies(active[i]);
        }
        DataViewRow row = input;
        for (int i = 0; i < mappers.Length; i++)
            row = mappers[i].GetRow(row, active[i]);
        return row;
    }
}
