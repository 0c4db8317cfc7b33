using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

static class OnnxAssert
{
    /// <summary>A graph gives the shape, the type and the numbers of a column, the latter within some units of rounding of the largest of its row.</summary>
    public static void Same(IDataView expected, Graph graph, IDataView data, string column, double units)
    {
        Tensor truth = Feed.Column(expected, column), result = GraphEvaluator.Run(graph, Feed.All(graph, data), graph.Columns[column]);
        Assert.Equal(truth.Item, result.Item);
        Assert.Equal(truth.Shape, result.Shape);
        int size = truth.Values.Length / (int)truth.Shape[0];
        double unit = truth.Item == typeof(double) ? Math.Pow(2, -52) : Math.Pow(2, -23);
        for (int i = 0; i < truth.Values.Length; i++)
        {
            double scale = truth.Values.Skip(i / size * size).Take(size).Max(Math.Abs);
            double error = Math.Abs(truth.Values[i] - result.Values[i]) / (Math.Max(scale, 1e-300) * unit);
            string numbers = $"the transformer gives {truth.Values[i]:R}, the graph {result.Values[i]:R}, {error:G3} units apart";
            Assert.True(error <= units, $"{column}, row {i / size}, element {i % size}: {numbers}.");
        }
    }
}
