using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A step of a pipeline that can be applied, asked for its output schema, and saved.</summary>
public interface ITransformer : ICanSaveModel
{
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    IDataView Transform(IDataView input);

    /// <summary>Whether every output row follows from one input row, so that <see cref="GetRowToRowMapper"/> can be called.</summary>
    bool IsRowToRowMapper { get; }

    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}
