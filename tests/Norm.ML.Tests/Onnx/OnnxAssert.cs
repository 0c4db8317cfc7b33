using Microsoft.ML;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Onnx;

internal static class OnnxAssert
{
    /// <summary>
    /// The exported graph gives the numbers of a transformer's column, each within some units of rounding of the largest of its row, and nothing
    /// finite where the transformer gives NaN or infinity.
    /// </summary>
    public static void Same(MLContext context, ITransformer transformer, IDataView data, string column, double units, double leastScale = 0)
    {
        using RuntimeModel file = OnnxFile.Export(context, transformer, data);
        Assert.Equal(data.Schema.Select(input => input.Name), file.Inputs.Keys);
        Same(file, transformer, data, column, units, leastScale);
    }

    public static void Same(RuntimeModel file, ITransformer transformer, IDataView data, string column, double units, double leastScale = 0)
    {
        IDataView output = transformer.Transform(data);
        bool isDouble = ColumnReader.ItemOf(output.Schema[column].Type) == typeof(double);
        double[][] expected = [.. isDouble
            ? ColumnReader.ByCursor<double>(output, column)
            : ColumnReader.ByCursor<float>(output, column).Select(row => Array.ConvertAll(row, value => (double)value))];
        double unit = isDouble ? Math.Pow(2, -52) : Math.Pow(2, -23);
        double[][] actual = file.Run(data, output.Schema[column]);
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row].Length, actual[row].Length);
            double scale = expected[row].Where(double.IsFinite).Select(Math.Abs).Append(leastScale).Max();
            for (int i = 0; i < expected[row].Length; i++)
            {
                double error = double.IsFinite(expected[row][i])
                    ? Math.Abs(expected[row][i] - actual[row][i]) / (Math.Max(scale, double.Epsilon / unit) * unit)
                    : double.IsFinite(actual[row][i]) ? double.NaN : 0;
                string numbers = $"the transformer gives {expected[row][i]:R}, the graph {actual[row][i]:R}, {error:G3} units apart";
                Assert.True(error <= units, $"{column}, row {row}, element {i}: {numbers}.");
            }
        }
    }
}
