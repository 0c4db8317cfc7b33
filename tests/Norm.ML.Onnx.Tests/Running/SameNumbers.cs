using Microsoft.ML;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Running;

/// <summary>Compares what ONNX Runtime makes of a file with what the transformer gives.</summary>
internal static class SameNumbers
{
    /// <summary>
    /// Each number is within some units of rounding of the largest of its row, and nothing is finite where the transformer gives NaN or infinity.
    /// </summary>
    /// <param name="model">The file.</param>
    /// <param name="transformer">What it was made of.</param>
    /// <param name="data">The rows.</param>
    /// <param name="column">The column to compare.</param>
    /// <param name="units">How many units each row may be off; infinite for a row of which nothing is promised.</param>
    public static void Check(RuntimeModel model, ITransformer transformer, IDataView data, string column, Func<int, double> units)
    {
        IDataView output = transformer.Transform(data);
        bool isDouble = ColumnReader.ItemOf(output.Schema[column].Type) == typeof(double);
        double[][] expected = Rows(output, column);
        double[][] actual = model.Run(data, output.Schema[column]);
        double unit = isDouble ? Math.Pow(2, -52) : Math.Pow(2, -23);
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row].Length, actual[row].Length);
            double allowed = units(row), scale = expected[row].Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            for (int i = 0; i < expected[row].Length && allowed < double.PositiveInfinity; i++)
            {
                double error = double.IsFinite(expected[row][i])
                    ? Math.Abs(expected[row][i] - actual[row][i]) / (Math.Max(scale, double.Epsilon / unit) * unit)
                    : double.IsFinite(actual[row][i]) ? double.NaN : 0;
                Assert.True(error <= allowed,
                    $"{column}, row {row}, element {i}: the transformer gives {expected[row][i]:R}, the file {actual[row][i]:R}, "
                    + $"{error:G3} units apart, {allowed:G3} are allowed.");
            }
        }
    }

    /// <summary>The rows of a column as doubles.</summary>
    public static double[][] Rows(IDataView data, string column)
    {
        return ColumnReader.ItemOf(data.Schema[column].Type) switch
        {
            var type when type == typeof(double) => [.. ColumnReader.ByCursor<double>(data, column)],
            var type when type == typeof(float) => Widen<float>(),
            var type when type == typeof(long) => Widen<long>(),
            _ => Widen<byte>(),
        };

        double[][] Widen<T>()
            where T : unmanaged, IConvertible =>
            [.. ColumnReader.ByCursor<T>(data, column).Select(row => Array.ConvertAll(row, value => value.ToDouble(null)))];
    }
}
