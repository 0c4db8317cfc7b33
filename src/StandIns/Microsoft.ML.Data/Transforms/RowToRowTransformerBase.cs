using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>A transformer that is nothing but its row mapper.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHost host) => Host = host;

    bool ITransformer.IsRowToRowMapper => true;

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, Bind(input.Schema));
    }

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected abstract IRowMapper MakeRowMapper(DataViewSchema schema);

    private RowMapping Bind(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new RowMapping(schema, MakeRowMapper(schema));
    }
}
