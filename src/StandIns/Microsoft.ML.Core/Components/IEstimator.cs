namespace Microsoft.ML;

/// <summary>Learns from data what a transformer does, and foretells from a shape alone which columns that will make.</summary>
public interface IEstimator<out TTransformer>
    where TTransformer : ITransformer
{
    TTransformer Fit(IDataView input);

    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
