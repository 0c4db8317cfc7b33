using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals.Rows;

/// <summary>Maps single rows: how a prediction engine runs a transformer.</summary>
internal sealed class NormRowMapper(NormBindings bindings) : IRowToRowMapper
{
    public DataViewSchema InputSchema => bindings.Input;

    public DataViewSchema OutputSchema => bindings.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        bindings.Activate(dependingColumns).Needed;

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new NormRow(input, bindings, bindings.Activate(activeColumns).Active, bindings.Count(1));
}
