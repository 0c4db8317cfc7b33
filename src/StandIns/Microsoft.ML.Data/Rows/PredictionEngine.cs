using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Applies a transformer to one object at a time. For one thread at a time.</summary>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null,
        bool ownsTransformer = true)
        : base(env, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition, ownsTransformer)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        ExtractValues(example);
        prediction ??= new TDst();
        FillValues(prediction);
    }
}

public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ObjectRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private readonly bool _ownsTransformer;

    private protected PredictionEngineBase(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null,
        bool ownsTransformer = true)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentOutOfRangeException(nameof(transformer), "Must be a row to row mapper");
        Transformer = transformer;
        _ownsTransformer = ownsTransformer;
        _input = new ObjectRow<TSrc>(RowColumn.Of(typeof(TSrc), inputSchemaDefinition, SchemaDefinition.Direction.Read));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(_input.Schema);
        OutputSchema = mapper.OutputSchema;
        _output = mapper.GetRow(_input, OutputSchema);
        _fill = new RowWriter<TDst>(OutputSchema, ignoreMissingColumns, outputSchemaDefinition).Bind(_output);
    }

    public DataViewSchema OutputSchema { get; }

    private protected ITransformer Transformer { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        _output.Dispose();
        if (_ownsTransformer)
            (Transformer as IDisposable)?.Dispose();
    }

    private protected void ExtractValues(TSrc example)
    {
        ArgumentNullException.ThrowIfNull(example);
        _input.Set(example);
    }

    private protected void FillValues(TDst prediction) => _fill(prediction);
}
