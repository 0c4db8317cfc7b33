using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>
/// Makes ML.NET models of statistics: the columns, gathered in one, then the norm, then the rounding to Single that trainers ask for.
/// </summary>
internal static class ModelBuilder
{
    /// <summary>Makes a model.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="norm">Which norm, and what it gives.</param>
    /// <param name="statistics">With the columns' names.</param>
    /// <param name="source">What messages call the data.</param>
    /// <param name="groups">The statistics per key, of which <paramref name="statistics"/> are those of all rows; null for one set.</param>
    /// <param name="choice">The column of the keys, and what the model does with others.</param>
    /// <exception cref="ToolException">The statistics are too few to normalize with.</exception>
    public static (ITransformer Model, DataViewSchema Inputs) Build(
        MLContext ml, NormOutput norm, RunningStatistics statistics, string source, GroupedStatistics? groups = null, GroupChoice? choice = null)
    {
        if (statistics.ChannelCount < norm.Norm.FewestColumns)
        {
            throw new ToolException(
                $"{source}: {norm.Norm.Title} needs {norm.Norm.FewestColumns} columns of numbers or more; there is {statistics.ChannelCount}.");
        }

        if (statistics.RowCount < 2)
        {
            throw new ToolException(
                $"{source}: there {(statistics.RowCount == 1 ? "is 1 row" : $"are {statistics.RowCount} rows")} below the "
                    + "header; 2 or more are needed.");
        }

        var empty = BlockDataView.Empty(statistics.ChannelNames, choice?.Column);
        ITransformer gather = ml.Transforms.Concatenate(ModelFile.Features, [.. statistics.ChannelNames]).Fit(empty);
        IDataView gathered = gather.Transform(empty);
        ITransformer normalize = groups is null ? Norm(ml, norm.Norm, statistics, gathered, source)
            : Try(source, () => ml.Transforms.BatchNorm(groups, ModelFile.Features, options: choice!.Add(norm.Norm.Batch)));

        // Rounded once, after the norm: a Single of a large number would have lost what the norm looks for.
        ITransformer[] steps = norm.IsDouble
            ? [gather, normalize]
            : [gather, normalize, ml.Transforms.Conversion.ConvertType(ModelFile.Features, outputKind: DataKind.Single)
            .Fit(normalize.Transform(gathered))];
        return (new TransformerChain<ITransformer>(steps), empty.Schema);
    }

    private static ITransformer Norm(MLContext ml, NormChoice norm, RunningStatistics statistics, IDataView features, string source)
    {
        IEstimator<ITransformer> estimator = norm.Create(ml.Transforms, ModelFile.Features);
        return Try(source, () =>
        {
            // Checked for every norm: the table shows these statistics.
            BatchNormTransformer batch = ml.Transforms.BatchNorm(statistics, ModelFile.Features, options: norm.Batch);
            return estimator is BatchNormEstimator ? batch : estimator.Fit(features);
        });
    }

    private static ITransformer Try(string source, Func<ITransformer> make)
    {
        try
        {
            return make();
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException)
        {
            throw new ToolException($"{source}: {OneLine.Of(problem)}", problem);
        }
    }
}
