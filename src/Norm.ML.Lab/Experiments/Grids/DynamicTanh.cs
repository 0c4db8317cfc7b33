namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>What one of the two did to the grid.</summary>
/// <param name="Output">In reading order.</param>
/// <param name="RowMean">The least and the greatest mean of a row.</param>
/// <param name="RowSize">The least and the greatest root mean square of a row.</param>
/// <param name="Scaled">The greatest change of a result if every input is ten times as large.</param>
/// <param name="Shifted">The greatest change of a result if ten is added to every input.</param>
/// <param name="Neighbours">The greatest change of another result if the largest input is a hundred times as large.</param>
/// <param name="Bound">No result can be larger in size, whatever the input.</param>
internal sealed record TanhSide(
    double[] Output, double[] RowMean, double[] RowSize, double Scaled, double Shifted, double Neighbours, double Bound);

/// <summary>A norm of rows and dynamic tanh on the same grid.</summary>
/// <param name="Input">The grid, multiplied by the factor.</param>
/// <param name="Norm">What the norm gives.</param>
/// <param name="Tanh">What dynamic tanh gives.</param>
/// <param name="Saturated">How many results of dynamic tanh have less than a tenth of its slope left.</param>
/// <param name="Largest">The greatest size of a result of dynamic tanh.</param>
internal sealed record TanhComparison(double[] Input, TanhSide Norm, TanhSide Tanh, int Saturated, double Largest);

/// <summary>
/// Dynamic tanh, <c>y = gamma * tanh(alpha * x) + beta</c>, beside LayerNorm or RMSNorm: Zhu and others, "Transformers without Normalization" (2025,
/// arXiv:2503.10622). It is not a norm, for it measures nothing, and it is not part of the library.
/// </summary>
internal static class DynamicTanh
{
    /// <summary>What alpha starts with in training.</summary>
    public const double StartAlpha = 0.5;

    private const double Times = 10, Plus = 10, Outlier = 100, LeastSlope = 0.1;

    /// <summary>With gamma 1 and beta 0, which come after it as after a norm.</summary>
    public static double[] Forward(double[] x, double alpha) => Array.ConvertAll(x, value => Math.Tanh(alpha * value));

    /// <summary>Compares it with a norm that measures rows and divides by deviation or root mean square.</summary>
    /// <param name="grid">Without missing values.</param>
    /// <param name="norm">LayerNorm or RMSNorm.</param>
    /// <param name="alpha">Of dynamic tanh; learned in training.</param>
    /// <param name="factor">What the grid is multiplied by first.</param>
    public static TanhComparison Compare(Grid grid, NormKind norm, double alpha, double factor = 1)
    {
        NormDefinition definition = NormCatalog.Get(norm);
        if (definition.Segment != NormSegment.Row || definition.Divisor == NormDivisor.Length)
        {
            throw new ArgumentException($"norm is {definition}; LayerNorm and RMSNorm are compared here.");
        }

        int size = grid.Shape.RowSize;
        double[] x = Array.ConvertAll(grid.Values, value => factor * value);
        double bound = Math.Sqrt(definition.SubtractsMean ? size - 1 : size);
        TanhSide tanh = Side(x, values => Forward(values, alpha), grid.Shape, 1);
        return new TanhComparison(
            x,
            Side(x, values => RowNorm.Forward(norm, values, size), grid.Shape, bound),
            tanh,
            tanh.Output.Count(y => 1 - y * y < LeastSlope),
            tanh.Output.Max(Math.Abs));
    }

    private static TanhSide Side(double[] x, Func<double[], double[]> apply, GridShape shape, double bound)
    {
        double[] y = apply(x);
        double[][] rows = [.. y.Chunk(shape.Columns)];
        double[] means = Array.ConvertAll(rows, row => Measure.Of(row).Mean), sizes = Array.ConvertAll(rows, row => Measure.RootMeanSquare(row));
        int largest = Array.IndexOf(x, x.MaxBy(Math.Abs));
        double[] others = apply([.. x.Select((value, i) => i == largest ? Outlier * value : value)]);
        others[largest] = y[largest];
        return new TanhSide(
            y, [means.Min(), means.Max()], [sizes.Min(), sizes.Max()], Measure.Farthest(y, apply(Array.ConvertAll(x, value => Times * value))),
            Measure.Farthest(y, apply(Array.ConvertAll(x, value => value + Plus))), Measure.Farthest(y, others), bound);
    }
}
