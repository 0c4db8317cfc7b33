using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Onnx;

/// <summary>Columns of data as tensors: one batch of all rows.</summary>
static class Feed
{
    public static Dictionary<string, Tensor> All(Graph graph, IDataView data) =>
        graph.Inputs.Where(input => data.Schema.GetColumnOrNull(input.Name) is { Type: not TextDataViewType and not VectorDataViewType { Size: 0 } })
            .ToDictionary(input => input.Name, input => Column(data, input.Name));

    public static Tensor Column(IDataView data, string name)
    {
        DataViewType type = data.Schema[name].Type;
        Type item = (type as VectorDataViewType)?.ItemType.RawType ?? type.RawType;
        double[][] rows = item == typeof(float) ? Read<float>(data, name)
            : item == typeof(double) ? Read<double>(data, name)
            : item == typeof(long) ? Read<long>(data, name)
            : item == typeof(byte) ? Read<byte>(data, name)
            : throw new NotSupportedException($"Columns of {item} are not known to these tests.");
        long[] shape = type is VectorDataViewType vector ? [.. vector.Dimensions.Select(dimension => (long)dimension)] : [1];
        return new(item, [rows.Length, .. shape], [.. rows.SelectMany(row => row)]);
    }

    static double[][] Read<T>(IDataView data, string name)
        where T : struct, IConvertible =>
        [.. ColumnReader.ByCursor<T>(data, name).Select(row => Array.ConvertAll(row, value => value.ToDouble(null)))];
}
