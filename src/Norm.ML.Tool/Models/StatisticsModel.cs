using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>Models of statistics that were learned elsewhere: the same as a fit of a file with these columns makes.</summary>
static class StatisticsModel
{
    /// <summary>The model, and the columns that it takes.</summary>
    /// <param name="ml">Where.</param>
    /// <param name="statistics">With names for the channels, which are the columns.</param>
    /// <param name="source">What messages call the data.</param>
    /// <exception cref="ToolException">There are fewer than two rows, or a column has no value.</exception>
    public static (ITransformer Model, DataViewSchema Inputs) Create(MLContext ml, RunningStatistics statistics, string source)
    {
        if (statistics.RowCount < 2)
            throw new ToolException($"BatchNorm needs 2 or more rows; {source} has {statistics.RowCount}.");
        for (int i = 0; i < statistics.ChannelCount; i++)
        {
            if (statistics[i].Count == 0)
                throw new ToolException($"Column '{statistics[i].Name}' of {source} has no finite value in any row.");
        }

        var data = new NoRows(statistics.ChannelNames, NumberDataViewType.Double);
        ITransformer gather = ml.Transforms.Concatenate(ModelFile.Features, [.. statistics.ChannelNames]).Fit(data);
        ITransformer norm = ml.Transforms.BatchNorm(statistics, ModelFile.Features);
        return (new TransformerChain<ITransformer>(gather, norm), data.Schema);
    }
}
