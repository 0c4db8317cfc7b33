using Microsoft.ML;
using Norm.ML.Internals.Inspection;

namespace Norm.ML.Inspection;

/// <summary>
/// Looks into fitted models: the shape that each norm expects and gets, whether gamma and beta are at their defaults, whether statistics look
/// unfitted, and, with data, whether they are stale. Nothing is thrown for what is wrong with the model: it becomes a <see cref="Finding"/>. The
/// checks of plain data are <see cref="DataInspection"/>, <see cref="DriftInspection"/> and <see cref="ActivationInspection"/>.
/// </summary>
public static class NormInspector
{
    /// <summary>Inspects a model by its schema alone; no row is read.</summary>
    /// <param name="model">A transformer, or a chain of them.</param>
    /// <param name="inputSchema">The columns that the model will get.</param>
    public static ModelInspection Inspect(ITransformer model, DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ModelWalk(inputSchema, data: null).Run(model);
    }

    /// <summary>
    /// Inspects a model against data: each norm's statistics are compared with those of the data that arrives at it, one pass over the data for each
    /// norm.
    /// </summary>
    /// <param name="model">A transformer, or a chain of them.</param>
    /// <param name="data">What the model is used on.</param>
    public static ModelInspection Inspect(ITransformer model, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ModelWalk(data.Schema, data).Run(model);
    }

    /// <summary>
    /// Inspects columns of numbers: each scalar and each slot of a vector of known size is a column of the inspection. Two passes over the data.
    /// </summary>
    /// <param name="data">The data.</param>
    /// <param name="columns">Their names; none for every visible column of numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or is neither a number nor a vector of known size, or there is none.
    /// </exception>
    public static DataInspection Inspect(IDataView data, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columns);
        return DataViewPasses.Run(data, columns);
    }
}
