using Microsoft.ML.Data;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Looks at the first rows; meant for debugging, not for pipelines.</summary>
public static class DebuggerExtensions
{
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = DataDebuggerPreview.Defaults.MaxRows) =>
        new(data, maxRows);

    public static DataDebuggerPreview Preview(
        this ITransformer transformer, IDataView data, int maxRows = DataDebuggerPreview.Defaults.MaxRows) =>
        new(transformer.Transform(data), maxRows);

    public static DataDebuggerPreview Preview(
        this IEstimator<ITransformer> estimator,
        IDataView data,
        int maxRows = DataDebuggerPreview.Defaults.MaxRows,
        int maxTrainingRows = DataDebuggerPreview.Defaults.MaxRows)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        return new(estimator.Fit(new RangeView(data, 0, maxTrainingRows)).Transform(data), maxRows);
    }
}
