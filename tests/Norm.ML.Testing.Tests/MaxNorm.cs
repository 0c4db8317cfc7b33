namespace Norm.ML.Testing.Tests;

/// <summary>A norm of one's own: a row is divided by its largest magnitude, then scaled by gamma.</summary>
public readonly struct MaxNorm : INormKernelBackward<double>
{
    public static NormKind Kind => NormKind.RmsNorm;
    public static int ExampleLength => 5;
    public static int GammaLength => 5;
    public static int BetaLength => 0;
    public static double Epsilon => 0;
    public static NormPrecision Precision => NormPrecision.Strict;

    public static void Normalize(ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination)
    {
        Check(x, gamma, beta, destination);
        for (int start = 0; start < x.Length; start += ExampleLength)
        {
            double largest = x[start + Largest(x.Slice(start, ExampleLength))];
            for (int i = 0; i < ExampleLength; i++)
            {
                destination[start + i] = largest == 0 ? x[start + i] : x[start + i] / Math.Abs(largest) * (gamma.IsEmpty ? 1 : gamma[i]);
            }
        }
    }

    public static void Backward(
        ReadOnlySpan<double> dy, ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, Span<double> dx, Span<double> dgamma, Span<double> dbeta)
    {
        for (int start = 0; start < x.Length; start += ExampleLength)
        {
            int top = Largest(x.Slice(start, ExampleLength));
            double largest = x[start + top], size = Math.Abs(largest), sum = 0;
            for (int i = 0; i < ExampleLength; i++)
            {
                double g = dy[start + i] * (gamma.IsEmpty ? 1 : gamma[i]);
                sum += g * x[start + i];
                if (!dgamma.IsEmpty)
                {
                    dgamma[i] += dy[start + i] * x[start + i] / size;
                }

                if (!dx.IsEmpty)
                {
                    dx[start + i] = g / size;
                }
            }

            if (!dx.IsEmpty)
            {
                dx[start + top] -= sum / (size * size) * Math.Sign(largest);
            }
        }
    }

    private static int Largest(ReadOnlySpan<double> row)
    {
        int at = 0;
        for (int i = 1; i < row.Length; i++)
        {
            at = Math.Abs(row[i]) > Math.Abs(row[at]) ? i : at;
        }

        return at;
    }

    private static void Check(ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, ReadOnlySpan<double> destination)
    {
        if (x.Length % ExampleLength != 0 || destination.Length < x.Length || gamma.Length is not (0 or 5) || !beta.IsEmpty
            || (x.Overlaps(destination[..x.Length], out int offset) && offset != 0))
        {
            throw new ArgumentException("MaxNorm takes rows of 5, a gamma of 5 or none, no beta, and a destination that is as long and apart.");
        }
    }
}
