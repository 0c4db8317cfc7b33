using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>A generated kernel of BatchNorm with learned statistics; made by <see cref="FittedNormKernelEstimator{TKernel, T}"/>.</summary>
/// <typeparam name="TKernel">The generated kernel.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
public sealed class FittedNormKernelTransformer<TKernel, T> : FittedNormTransformer
    where TKernel : struct, IFittedNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal FittedNormKernelTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormModel model)
        : base(environment, columns, model)
    {
    }

    /// <inheritdoc cref="BatchNormTransformer.Update"/>
    public FittedNormKernelTransformer<TKernel, T> Update(IDataView data, CancellationToken cancellation = default) =>
        new(Host, Columns, Learn(data, cancellation));

    internal override string? KernelName => typeof(TKernel).Name;

    internal override DataViewType CheckInput(int column, DataViewType input) =>
        FittedKernelFacts.CheckInput<TKernel, T>(Columns[column].InputColumnName, input);

    internal override RowNormalizer<TElement> CreateNormalizer<TElement>(int column, DataViewType input)
    {
        // Integers are normalized in double by the library's norm: the kernel would round them before the mean is subtracted.
        if (typeof(TElement) != typeof(T))
        {
            return Model.CreateNormalizer<TElement>(column, input);
        }

        FittedBatchNorm<T> fitted = Model.Kernel<T>(column);
        RowNormalizer<T> normalize = (x, y) => TKernel.Normalize(x, fitted, y);
        return (RowNormalizer<TElement>)(Delegate)normalize;
    }

    internal override SparseNormalizer<TElement>? CreateSparseNormalizer<TElement>(int column, DataViewType input) =>
        Model.CreateSparseNormalizer<TElement>(column, input, inverse: false);

    private protected override void Save(ModelSaveContext context) => FittedNormKernelLoader.Save(context, typeof(TKernel), typeof(T), this, Model);
}
