using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>A generated kernel as an estimator: normalizes vectors of exactly the kernel's size. Learns nothing from the data.</summary>
/// <typeparam name="TKernel">The generated kernel.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
/// <remarks>Made by the extension method that is generated beside each kernel, or by <see cref="NormKernelCatalog"/>.</remarks>
public sealed class NormKernelEstimator<TKernel, T> : IEstimator<NormKernelTransformer<TKernel, T>>
    where TKernel : struct, INormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NormKernelTransformer<TKernel, T> _transformer;

    internal NormKernelEstimator(IHostEnvironment environment, InputOutputColumnPair[] columns, NormKernelOptions options) =>
        _transformer = new NormKernelTransformer<TKernel, T>(environment, columns, options);

    /// <summary>Checks the columns; there is nothing to learn.</summary>
    /// <param name="input">The data; only its schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing, or is not a vector of the kernel's size and element type.
    /// </exception>
    public NormKernelTransformer<TKernel, T> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The columns that the data will have.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not a vector of the kernel's element type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (InputOutputColumnPair pair in _transformer.Columns)
        {
            SchemaShape.Column source = ColumnTypes.Find(inputSchema, pair.InputColumnName);
            if (ColumnTypes.IsNumber(source.ItemType) && !_transformer.Takes(source.ItemType))
            {
                throw ColumnTypes.Mismatch(pair.InputColumnName, ColumnTypes.Describe(source), _transformer.Accepts);
            }
        }

        return NormShape.Apply(inputSchema, _transformer.Columns, _transformer.Accepts, scalars: false, variableSize: false);
    }
}
