using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Pipelines;

/// <summary>A fitted pipeline, and what it makes of its rows: every other way to them has to give the same.</summary>
internal sealed class PipelineRun
{
    private readonly PipelineCase _case;
    private readonly List<IEstimator<ITransformer>> _estimators = [];

    public PipelineRun(PipelineCase of)
    {
        _case = of;
        Data = PipelineData.Load(of, of.BlockRows, cursors: 3);
        Views.Add(Data);
        Chain = Fit();
        Values = PipelineReader.ByCursor(Views[^1]);
    }

    public MLContext Context { get; } = new(seed: 1);

    public PipelineTable Data { get; }

    /// <summary>The fitted steps, those of chains inside one by one.</summary>
    public List<ITransformer> Steps { get; } = [];

    /// <summary>The data before each step, and after the last.</summary>
    public List<IDataView> Views { get; } = [];

    /// <summary>The pipeline as users have it.</summary>
    public ITransformer Chain { get; }

    /// <summary>What a single cursor reads.</summary>
    public Dictionary<string, List<ulong[]>> Values { get; }

    /// <summary>Steps that refused their data.</summary>
    public int RefusedSteps { get; private set; }

    public bool HasMLNetSums => Steps.Any(PipelineSteps.IsOfMLNet);

    /// <summary>The estimators as one chain.</summary>
    public IEstimator<ITransformer> ToEstimator()
    {
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>();
        foreach (IEstimator<ITransformer> estimator in _estimators)
        {
            chain = chain.Append(estimator);
        }

        return chain;
    }

    /// <summary>The data without its texts, which no graph takes.</summary>
    public IDataView WithoutTexts() => PipelineData.Load(_case, _case.BlockRows, cursors: 1, texts: false);

    public void Same(Dictionary<string, List<ulong[]>> actual, string way) => Same(Values, actual, way);

    public void Same(Dictionary<string, List<ulong[]>> expected, Dictionary<string, List<ulong[]>> actual, string way)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string name, List<ulong[]> rows) in expected)
        {
            SameRows(name, rows, actual[name], way);
        }
    }

    public void SameRows(string name, IReadOnlyList<ulong[]> expected, IReadOnlyList<ulong[]> actual, string way)
    {
        Assert.True(expected.Count == actual.Count, $"{way}: '{name}' has {actual.Count} rows, not {expected.Count}.");
        for (int row = 0; row < expected.Count; row++)
        {
            if (!expected[row].AsSpan().SequenceEqual(actual[row]))
            {
                int slot = expected[row].AsSpan().CommonPrefixLength(actual[row]);
                Assert.Fail($"{way}: row {row}, slot {slot} of '{name}' ({Views[^1].Schema.GetColumnOrNull(name)?.Type}) is "
                    + $"{actual[row].ElementAtOrDefault(slot):x}, not {expected[row].ElementAtOrDefault(slot):x}; the steps are "
                    + $"{string.Join(", ", Steps.Select(Describe))}.");
            }
        }
    }

    private static string Describe(ITransformer step) => step is NormTransformer norm
        ? $"{step.GetType().Name}({string.Join(", ", norm.Columns.Select(pair => $"{pair.InputColumnName} to {pair.OutputColumnName}"))})"
        : step.GetType().Name;

    private ITransformer Fit()
    {
        ITransformer? chain = null;
        foreach (PipelineStep step in _case.Steps)
        {
            IDataView view = Views[^1];
            var place = new StepPlace(Context, view.Schema, step, Steps.Count);
            if (PipelineSteps.All[step.Kind](place) is not { } estimator || FitStep(estimator, view) is not { } transformer)
            {
                continue;
            }

            _estimators.Add(estimator);
            chain = chain is null ? transformer : new TransformerChain<ITransformer>(chain, transformer);
            Add(transformer);
        }

        return chain ?? new TransformerChain<ITransformer>();
    }

    private void Add(ITransformer transformer)
    {
        if (transformer is IEnumerable<ITransformer> inner)
        {
            foreach (ITransformer one in inner)
            {
                Add(one);
            }

            return;
        }

        Steps.Add(transformer);
        Views.Add(transformer.Transform(Views[^1]));
    }

    // Null where the step says that it cannot learn from such data: then it has to say so of the same rows in other blocks.
    private ITransformer? FitStep(IEstimator<ITransformer> estimator, IDataView view)
    {
        try
        {
            ITransformer transformer = estimator.Fit(view);
            if (estimator is IEstimator<NormTransformer> && transformer is not BatchNormInverseTransformer)
            {
                EstimatorContract.CheckPromise(estimator.GetOutputSchema(EstimatorContract.ShapeOf(view.Schema)),
                    transformer.GetOutputSchema(view.Schema));
            }

            return transformer;
        }
        catch (Exception refused) when (refused is InvalidOperationException or NotFiniteNumberException
            or ArgumentOutOfRangeException { ParamName: "inputSchema" })
        {
            RefusedSteps++;
            IDataView other = PipelineData.Load(_case, (2 * _case.BlockRows) + 1, cursors: 2);
            foreach (ITransformer step in Steps)
            {
                other = step.Transform(other);
            }

            string again = Assert.ThrowsAny<Exception>(() => estimator.Fit(other)).Message;
            Assert.Equal(refused.Message, again);
            Assert.DoesNotContain('\n', again);
            return null;
        }
    }
}
