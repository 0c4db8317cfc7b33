using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>How pipelines are built from estimators, and chains from transformers.</summary>
public static class LearningPipelineExtensions
{
    public static EstimatorChain<TTrans> Append<TTrans>(
        this IEstimator<ITransformer> start, IEstimator<TTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(estimator);
        return start is EstimatorChain<ITransformer> chain
            ? chain.Append(estimator, scope)
            : new EstimatorChain<ITransformer>().Append(start).Append(estimator, scope);
    }

    public static EstimatorChain<TTrans> AppendCacheCheckpoint<TTrans>(this IEstimator<TTrans> start, IHostEnvironment env)
        where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        return new EstimatorChain<ITransformer>().Append(start).AppendCacheCheckpoint(env);
    }

    public static TransformerChain<TTrans> Append<TTrans>(this ITransformer start, TTrans transformer)
        where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TTrans>(start, transformer);
    }

    /// <summary>Calls back with what the estimator fitted, which a chain would otherwise hide.</summary>
    public static IEstimator<TTransformer> WithOnFitDelegate<TTransformer>(
        this IEstimator<TTransformer> estimator, Action<TTransformer> onFit)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(onFit);
        return new Observed<TTransformer>(estimator, onFit);
    }

    private sealed class Observed<TTransformer>(IEstimator<TTransformer> estimator, Action<TTransformer> onFit) : IEstimator<TTransformer>
        where TTransformer : class, ITransformer
    {
        public TTransformer Fit(IDataView input)
        {
            TTransformer fitted = estimator.Fit(input);
            onFit(fitted);
            return fitted;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => estimator.GetOutputSchema(inputSchema);
    }
}
