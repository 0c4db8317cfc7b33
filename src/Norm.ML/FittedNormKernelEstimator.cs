using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;

namespace Norm.ML;

/// <summary>
/// A generated kernel of BatchNorm as an estimator: learns mean and variance of each channel, as <see cref="BatchNormEstimator"/> does, and
/// normalizes vectors of exactly the kernel's size with the kernel.
/// </summary>
/// <typeparam name="TKernel">The generated kernel.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
/// <remarks>Made by the extension method that is generated beside each kernel, or by <see cref="NormKernelCatalog"/>.</remarks>
public sealed class FittedNormKernelEstimator<TKernel, T> : IEstimator<FittedNormKernelTransformer<TKernel, T>>
    where TKernel : struct, IFittedNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly BatchNormOptions _options;

    internal FittedNormKernelEstimator(IHostEnvironment environment, InputOutputColumnPair[] columns, BatchNormOptions options)
    {
        _options = FittedKernelFacts.Complete<TKernel, T>(options);
        _options.Check();
        if (_options.GroupColumnName is { } group)
        {
            throw new ArgumentException(
                $"{typeof(TKernel).Name} is a generated kernel, which has one set of statistics; statistics per key of '{group}' need "
                    + "mlContext.Transforms.BatchNorm.", nameof(options));
        }

        _host = environment.Register(nameof(FittedNormKernelEstimator<,>));
        _columns = columns;
    }

    /// <summary>
    /// Reads the data once and learns the statistics; with <see cref="BatchNormOptions.Statistics"/> it checks the columns and reads nothing.
    /// </summary>
    /// <param name="input">The data, at least two rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing, or is not a vector of the kernel's size and element type.
    /// </exception>
    /// <exception cref="InvalidOperationException">The data has fewer than two rows, a channel has no finite value, a weight is negative or not
    /// finite, or a mini-batch is too small.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="BatchNormOptions.NonFinite"/> is
    /// <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="BatchNormOptions.Cancellation"/> was cancelled.</exception>
    public FittedNormKernelTransformer<TKernel, T> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (InputOutputColumnPair pair in _columns)
        {
            if (input.Schema.GetColumnOrNull(pair.InputColumnName) is { } column)
            {
                FittedKernelFacts.CheckInput<TKernel, T>(pair.InputColumnName, column.Type);
            }
        }

        if (_options.Statistics is null)
        {
            return new FittedNormKernelTransformer<TKernel, T>(_host, _columns, BatchNormFit.Run(_host, input, _columns, _options, known: null));
        }

        var known = new FittedNormKernelTransformer<TKernel, T>(_host, _columns, KnownStatistics.ToModel(_columns, _options));
        known.GetOutputSchema(input.Schema);
        return known;
    }

    /// <summary>The columns that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The columns that the data will have.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is not a vector of the kernel's element type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        string accepts = FittedKernelFacts.Accepts<TKernel, T>();
        foreach (InputOutputColumnPair pair in _columns)
        {
            SchemaShape.Column source = ColumnTypes.Find(inputSchema, pair.InputColumnName);
            if (ColumnTypes.IsNumber(source.ItemType) && ColumnTypes.OutputItem(source.ItemType).RawType != typeof(T))
            {
                throw ColumnTypes.Mismatch(pair.InputColumnName, ColumnTypes.Describe(source), accepts);
            }
        }

        if (_options.ExampleWeightColumnName is { } weight
            && ColumnTypes.Find(inputSchema, weight) is { Kind: not SchemaShape.Column.VectorKind.Scalar } wrong)
        {
            throw ColumnTypes.Mismatch(weight, ColumnTypes.Describe(wrong), FitWeights.Accepts);
        }

        return NormShape.Apply(inputSchema, _columns, accepts, scalars: false, variableSize: false);
    }
}
