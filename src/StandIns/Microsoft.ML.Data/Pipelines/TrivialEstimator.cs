using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An estimator with nothing to learn: its transformer exists from the beginning.</summary>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private protected readonly IHost Host;
    private protected readonly TTransformer Transformer;

    private protected TrivialEstimator(IHost host, TTransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        Host = host;
        Transformer = transformer;
    }

    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Transformer.GetOutputSchema(input.Schema);
        return Transformer;
    }

    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
