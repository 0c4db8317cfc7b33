namespace Norm.ML.Lab.Experiments;

/// <summary>A block of a <see cref="ResidualStack"/>: remembers its forward pass for the backward one.</summary>
internal sealed class ResidualBlock(NormPlacement placement, NormKind norm, Noise noise)
{
    private const int Width = StackSettings.Width, Rows = StackSettings.Rows;

    // A ReLU halves the mean square, which the 2 makes good.
    private readonly double[] _first = noise.Normals(Width * Width, spread: Math.Sqrt(2.0 / Width));
    private readonly double[] _second = noise.Normals(Width * Width, spread: Math.Sqrt(1.0 / Width));

    /// <summary>Both matrices, which a test moves.</summary>
    internal IReadOnlyList<double[]> Weights => [_first, _second];

    private double[] _input = [], _branch = [], _hidden = [], _sum = [];

    public double[] Forward(double[] x)
    {
        _input = x;
        _branch = placement == NormPlacement.PreNorm ? StackNorm.Forward(norm, x, Width) : x;
        _hidden = Array.ConvertAll(Multiply(_branch, _first), value => Math.Max(value, 0));
        _sum = Add(x, Multiply(_hidden, _second));
        return placement == NormPlacement.PostNorm ? StackNorm.Forward(norm, _sum, Width) : _sum;
    }

    /// <summary>What the skip makes of a part of the last input: the same with pre-norm, divided by the norm's divisor with post-norm.</summary>
    public double[] Carry(double[] part) => placement == NormPlacement.PostNorm ? StackNorm.Carry(norm, part, _sum, Width) : part;

    /// <summary>Takes the gradient of the output and gives that of the input.</summary>
    public double[] Backward(double[] dy, out double weightGradient)
    {
        double[] dsum = placement == NormPlacement.PostNorm ? StackNorm.Backward(norm, dy, _sum, Width) : dy;
        double[] dhidden = MultiplyTransposed(dsum, _second);
        for (int i = 0; i < dhidden.Length; i++)
        {
            dhidden[i] = _hidden[i] > 0 ? dhidden[i] : 0;
        }

        double[] dbranch = MultiplyTransposed(dhidden, _first);
        weightGradient = Math.Sqrt(SquaredOuter(_branch, dhidden) + SquaredOuter(_hidden, dsum));
        return Add(dsum, placement == NormPlacement.PreNorm ? StackNorm.Backward(norm, dbranch, _input, Width) : dbranch);
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    // Plain loops: the order of addition, and so the bits, are the same everywhere.
    private static double[] Multiply(double[] x, double[] weights)
    {
        double[] y = new double[Rows * Width];
        for (int row = 0; row < Rows; row++)
        {
            for (int k = 0; k < Width; k++)
            {
                for (int column = 0; column < Width; column++)
                {
                    y[row * Width + column] += x[row * Width + k] * weights[k * Width + column];
                }
            }
        }

        return y;
    }

    private static double[] MultiplyTransposed(double[] dy, double[] weights)
    {
        double[] dx = new double[Rows * Width];
        for (int row = 0; row < Rows; row++)
        {
            for (int k = 0; k < Width; k++)
            {
                for (int column = 0; column < Width; column++)
                {
                    dx[row * Width + k] += dy[row * Width + column] * weights[k * Width + column];
                }
            }
        }

        return dx;
    }

    /// <summary>The squared length of the gradient of weights, <c>input^T * dy</c>.</summary>
    private static double SquaredOuter(double[] input, double[] dy)
    {
        double squares = 0;
        for (int k = 0; k < Width; k++)
        {
            for (int column = 0; column < Width; column++)
            {
                double sum = 0;
                for (int row = 0; row < Rows; row++)
                {
                    sum += input[row * Width + k] * dy[row * Width + column];
                }

                squares += sum * sum;
            }
        }

        return squares;
    }
}
