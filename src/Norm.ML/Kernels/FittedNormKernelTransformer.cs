using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>A generated kernel of BatchNorm with learned statistics; made by <see cref="FittedNormKernelEstimator{TKernel, T}"/>.</summary>
/// <typeparam name="TKernel">The generated kernel.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
public sealed class FittedNormKernelTransformer<TKernel, T> : NormTransformer
    where TKernel : struct, IFittedNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly BatchNormModel _model;

    internal FittedNormKernelTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormModel model)
        : base(environment, columns) => _model = model;

    /// <summary>What was learned, per channel and by the channels' names.</summary>
    public RunningStatistics Statistics => _model.Statistics[0];

    /// <summary>What it was fitted with, gamma, beta and what is fixed in the kernel included.</summary>
    public BatchNormOptions Options => _model.Options;

    internal override DataViewType CheckInput(int column, DataViewType input) => FittedKernelFacts.CheckInput<TKernel, T>(Columns[column].InputColumnName, input);

    internal override RowNormalizer<TElement> CreateNormalizer<TElement>(int column, DataViewType input)
    {
        // Integers are normalized in double by the library's norm: the kernel would round them before the mean is subtracted.
        if (typeof(TElement) != typeof(T))
            return _model.CreateNormalizer<TElement>(column, input);
        FittedBatchNorm<T> fitted = _model.Channels(column).ToKernel<T>();
        RowNormalizer<T> normalize = (x, y) => TKernel.Normalize(x, fitted, y);
        return (RowNormalizer<TElement>)(Delegate)normalize;
    }

    internal override SparseNormalizer<TElement>? CreateSparseNormalizer<TElement>(int column, DataViewType input) =>
        _model.CreateSparseNormalizer<TElement>(column, input, inverse: false);

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => new OnnxChannels(_model.Channels(column), Options.Layout, _model.Positions(column, input));

    private protected override void Save(ModelSaveContext context) => FittedNormKernelLoader.Save(context, typeof(TKernel), typeof(T), this, _model);
}
