using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Norm.ML.Internals;

/// <summary>
/// One column of an ML.NET normalizer whose numbers are known: <c>y = (x - offset) * scale</c>. ML.NET makes its normalizers by training only, so
/// this is a column to train that looks at no row.
/// </summary>
internal sealed class AffineColumn(string name, string inputColumnName, double[] scale, double[] offset)
    : NormalizingEstimator.ColumnOptionsBase(name, inputColumnName, 2)
{
    public override IColumnFunctionBuilder MakeBuilder(IHost host, int srcIndex, DataViewType srcType, DataViewRowCursor cursor) =>
        new Known(() => srcType switch
    {
        VectorDataViewType vector when vector.ItemType == NumberDataViewType.Double =>
            NormalizeTransform.AffineColumnFunction.Create(host, scale, offset, null),
        VectorDataViewType =>
            NormalizeTransform.AffineColumnFunction.Create(host, Array.ConvertAll(scale, value => (float)value),
            Array.ConvertAll(offset, value => (float)value), null),
        _ when srcType == NumberDataViewType.Double => NormalizeTransform.AffineColumnFunction.Create(host, scale[0], offset[0]),
        _ => NormalizeTransform.AffineColumnFunction.Create(host, (float)scale[0], (float)offset[0]),
    });

    private sealed class Known(Func<IColumnFunction> create) : IColumnFunctionBuilder
    {
        public bool ProcessValue() => false;

        public IColumnFunction CreateColumnFunction() => create();
    }
}
