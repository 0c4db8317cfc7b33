using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>Makes ML.NET models of statistics: the columns, gathered in one, then the norm.</summary>
static class ModelBuilder
{
    /// <summary>Makes a model.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="norm">Which norm.</param>
    /// <param name="statistics">With the columns' names.</param>
    /// <param name="source">What messages call the data.</param>
    /// <exception cref="ToolException">The statistics are too few to normalize with.</exception>
    public static (ITransformer Model, DataViewSchema Inputs) Build(MLContext ml, NormChoice norm, RunningStatistics statistics, string source)
    {
        if (statistics.ChannelCount < norm.FewestColumns)
            throw new ToolException($"{source}: {norm.Title} needs {norm.FewestColumns} columns of numbers or more; there is {statistics.ChannelCount}.");
        if (statistics.RowCount < 2)
            throw new ToolException($"{source}: there is 1 row below the header; 2 or more are needed.");

        var empty = new EmptyDataView(statistics.ChannelNames);
        ITransformer gather = ml.Transforms.Concatenate(ModelFile.Features, [.. statistics.ChannelNames]).Fit(empty);
        return (new TransformerChain<ITransformer>(gather, Norm(ml, norm, statistics, gather.Transform(empty), source)), empty.Schema);
    }

    static ITransformer Norm(MLContext ml, NormChoice norm, RunningStatistics statistics, IDataView features, string source)
    {
        IEstimator<ITransformer> estimator = norm.Create(ml.Transforms, ModelFile.Features);
        try
        {
            // Checked for every norm: the table shows these statistics.
            BatchNormTransformer batch = ml.Transforms.BatchNorm(statistics, ModelFile.Features);
            return estimator is BatchNormEstimator ? batch : estimator.Fit(features);
        }
        catch (InvalidOperationException problem)
        {
            throw new ToolException($"{source}: {OneLine.Of(problem)}", problem);
        }
    }
}
