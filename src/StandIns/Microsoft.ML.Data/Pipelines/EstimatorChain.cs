using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>Estimators of which each is fitted to what the ones before it make of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly Step[] _steps;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain()
        : this([])
    {
    }

    private EstimatorChain(Step[] steps)
    {
        _steps = steps;
        LastEstimator = steps.Length == 0 ? null : steps[^1].Estimator as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var fitted = new ITransformer[_steps.Length];
        for (int i = 0; i < _steps.Length; i++)
        {
            fitted[i] = _steps[i].Estimator.Fit(input);
            input = fitted[i].Transform(input);
            if (_steps[i].CacheAfter && i < _steps.Length - 1)
                input = new CacheView(input);
        }
        return new TransformerChain<TLastTransformer>(fitted, _steps.Select(step => step.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        _steps.Aggregate(inputSchema, (schema, step) => step.Estimator.GetOutputSchema(schema));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(
        IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>(
            [.. _steps.Select(step => new EstimatorChain<TNewTrans>.Step(step.Estimator, step.Scope, step.CacheAfter)),
            new((IEstimator<ITransformer>)estimator, scope, false)]);
    }

    /// <summary>Keeps in memory what the steps so far make of the data, for the passes of those to come.</summary>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(Runtime.IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (_steps.Length == 0)
            throw new InvalidOperationException("A cache checkpoint needs an estimator before it.");
        return new EstimatorChain<TLastTransformer>([.. _steps[..^1], _steps[^1] with { CacheAfter = true }]);
    }

    private sealed record Step(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
}
