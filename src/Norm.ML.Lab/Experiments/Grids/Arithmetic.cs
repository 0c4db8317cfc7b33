using System.Globalization;
using System.Numerics.Tensors;

namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>A line of the arithmetic of one cell.</summary>
/// <param name="Name">What is computed.</param>
/// <param name="Formula">How, in symbols.</param>
/// <param name="Numbers">How, in numbers that read back as the same double; empty where the formula has none.</param>
/// <param name="Value">The result, in double.</param>
internal sealed record ArithmeticLine(string Name, string Formula, string Numbers, double Value);

/// <summary>How one cell's result comes about.</summary>
/// <param name="Cell">Its number in reading order.</param>
/// <param name="Ruler">Its ruler.</param>
/// <param name="Shared">How many cells share the ruler.</param>
/// <param name="Lines">Step by step, in double; the last is the result by hand.</param>
/// <param name="Kernel">The kernel's result.</param>
/// <param name="Distance">Between the two; 0 where they are the same infinity, NaN where one of them is NaN.</param>
/// <param name="Unit">The natural scale of the ruler's results, <c>max|normalized * gamma| + |beta|</c>, times the element type's unit of rounding,
/// 2^-24 or 2^-53. The kernel is within one unit of the truth; by hand, in double, a few more are lost in double.</param>
internal sealed record CellArithmetic(int Cell, int Ruler, int Shared, IReadOnlyList<ArithmeticLine> Lines, double Kernel, double Distance,
    double Unit);

/// <summary>Does by hand, line by line, what a kernel does.</summary>
internal static class Arithmetic
{
    /// <summary>The lines of one cell.</summary>
    /// <exception cref="ArgumentException">There is no such cell, or the norm refused the grid.</exception>
    public static CellArithmetic Of(Grid grid, NormSettings settings, GridResult result, int cell)
    {
        if ((uint)cell >= (uint)result.Output.Length)
        {
            throw new ArgumentException($"There is no result for cell {cell}.");
        }

        NormDefinition norm = NormCatalog.Get(settings.Kind);
        int ruler = grid.Shape.SegmentOf(cell, norm.Segment, settings.Groups);
        double[] shared = [.. result.Input.Where((_, i) => grid.Shape.SegmentOf(i, norm.Segment, settings.Groups) == ruler)];
        IReadOnlyList<ArithmeticLine> lines = norm.SubtractsMean
            ? Centred(norm, settings, result, ruler, shared, result.Input[cell])
            : norm.Divisor == NormDivisor.Length ? Divided(settings, shared, result.Input[cell])
            : Scaled(settings, shared, result.Input[cell]);
        double kernel = result.Output[cell], byHand = lines[^1].Value;
        double unit = settings.Element == ElementType.Float ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        double beta = norm.HasBeta ? settings.Beta : 0;
        double scale = result.Output.Where((_, i) => grid.Shape.SegmentOf(i, norm.Segment, settings.Groups) == ruler)
            .Max(y => Math.Abs(y - beta)) + Math.Abs(beta);
        return new CellArithmetic(cell, ruler, shared.Length, lines, kernel, kernel == byHand ? 0 : Math.Abs(kernel - byHand), unit * scale);
    }

    private static List<ArithmeticLine> Centred(NormDefinition norm, NormSettings settings, GridResult result, int ruler, double[] shared, double x)
    {
        string from = norm.Fitted ? Source(settings) : "over the ruler";
        double mean = result.Mean[ruler];
        double variance = result.Variance.Length > 0 ? result.Variance[ruler] : Measure.Of(shared).Variance;
        double deviation = Math.Sqrt(variance + settings.Epsilon), difference = x - mean, normalized = Divide(difference, deviation);
        List<ArithmeticLine> lines =
        [
            new("x", "the input", Stored(settings, x), x),
            new("mean", $"mean(x), {from}", Terms(shared, from), mean),
            new("variance", $"mean((x - mean)^2), {from}", "", variance),
            new("epsilon", "the setting", "", settings.Epsilon),
            new("deviation", "sqrt(variance + epsilon)", $"sqrt({Text(variance)} + {Text(settings.Epsilon)})", deviation),
            new("difference", "x - mean", $"{Text(x)} - {Signed(mean)}", difference),
            new("normalized", "difference / deviation", $"{Text(difference)} / {Text(deviation)}", normalized),
        ];
        AddAffine(lines, settings, normalized, hasBeta: true);
        return lines;
    }

    private static List<ArithmeticLine> Scaled(NormSettings settings, double[] shared, double x)
    {
        double meanSquare = TensorPrimitives.SumOfSquares<double>(shared) / shared.Length;
        double root = Math.Sqrt(meanSquare + settings.Epsilon), normalized = Divide(x, root);
        List<ArithmeticLine> lines =
        [
            new("x", "the input", Stored(settings, x), x),
            new("mean", "not subtracted", "", 0),
            new("mean square", "mean(x^2), over the ruler", "", meanSquare),
            new("epsilon", "the setting", "", settings.Epsilon),
            new("root mean square", "sqrt(mean square + epsilon)", $"sqrt({Text(meanSquare)} + {Text(settings.Epsilon)})", root),
            new("normalized", "x / root mean square", $"{Text(x)} / {Text(root)}", normalized),
        ];
        AddAffine(lines, settings, normalized, hasBeta: false);
        return lines;
    }

    private static List<ArithmeticLine> Divided(NormSettings settings, double[] shared, double x)
    {
        double squares = TensorPrimitives.SumOfSquares<double>(shared), length = Math.Sqrt(squares), divisor = Math.Max(length, settings.Epsilon);
        return
        [
            new("x", "the input", Stored(settings, x), x),
            new("mean", "not subtracted", "", 0),
            new("sum of squares", "sum(x^2), over the ruler", "", squares),
            new("length", "sqrt(sum of squares)", $"sqrt({Text(squares)})", length),
            new("epsilon", "the setting: the least length", "", settings.Epsilon),
            new("divisor", "max(length, epsilon)", $"max({Text(length)}, {Text(settings.Epsilon)})", divisor),
            new("result", "x / divisor", $"{Text(x)} / {Text(divisor)}", Divide(x, divisor)),
        ];
    }

    private static void AddAffine(List<ArithmeticLine> lines, NormSettings settings, double normalized, bool hasBeta)
    {
        double scaled = normalized * settings.Gamma;
        lines.Add(new("gamma", "the scale", "", settings.Gamma));
        if (!hasBeta)
        {
            lines.Add(new("result", "normalized * gamma", $"{Text(normalized)} * {Signed(settings.Gamma)}", scaled));
            return;
        }

        lines.Add(new("beta", "the shift", "", settings.Beta));
        string numbers = $"{Text(normalized)} * {Signed(settings.Gamma)} + {Signed(settings.Beta)}";
        lines.Add(new("result", "normalized * gamma + beta", numbers, scaled + settings.Beta));
    }

    // The page shows the shortest text that gives the same float.
    private static string Stored(NormSettings settings, double x) =>
        settings.Element == ElementType.Float && Text(x) != ((float)x).ToString("R", CultureInfo.InvariantCulture) ? $"stored as {Text(x)}" : "";

    private static string Source(NormSettings settings) => settings.Statistics switch
    {
        BatchStatistics.Train => "over the ruler",
        BatchStatistics.Running => $"running, after {settings.Steps} batches at momentum {Text(settings.Momentum)}",
        _ => "learned from all rows of the file",
    };

    // A ruler without spread and epsilon gives 0, as in the kernels.
    private static double Divide(double difference, double deviation) => difference == 0 && deviation == 0 ? 0 : difference / deviation;

    private static string Terms(double[] shared, string from) =>
        shared.Length <= 9 && from == "over the ruler" ? $"({string.Join(" + ", shared.Select(Signed))}) / {shared.Length}" : "";

    private static string Signed(double value) => value < 0 ? $"({Text(value)})" : Text(value);

    // As the page writes numbers: 1e-5.
    private static string Text(double value) =>
        value.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e").Replace("E-0", "e-").Replace("E", "e");
}
