namespace Norm.ML.Testing.Tests;

/// <summary>What a kernel can get wrong.</summary>
public enum Fault
{
    Neighbour,
    InPlace,
    After,
    NaN,
    Gamma,
    Lengths,
    OtherError,
    WritesThenRefuses,
    Zeros,
    Epsilon,
    Slope,
    NotAdded,
}

/// <summary><see cref="MaxNorm"/> with one fault at a time.</summary>
public readonly struct Faulty : INormKernelBackward<double>
{
    [ThreadStatic]
    private static Fault _fault;

    public static Fault Fault
    {
        get => _fault;
        set => _fault = value;
    }

    public static NormKind Kind => NormKind.RmsNorm;
    public static int ExampleLength => MaxNorm.ExampleLength;
    public static int GammaLength => MaxNorm.GammaLength;
    public static int BetaLength => MaxNorm.BetaLength;
    public static double Epsilon => Fault == Fault.Epsilon ? double.NaN : 0;
    public static NormPrecision Precision => NormPrecision.Strict;

    public static void Normalize(ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> destination)
    {
        bool inPlace = x.Overlaps(destination, out int offset) && offset == 0;
        switch (Fault)
        {
            case Fault.OtherError when destination.Length < x.Length:
                throw new InvalidOperationException("too short");
            case Fault.Lengths when x.Length % ExampleLength != 0:
                return;
            case Fault.WritesThenRefuses when gamma.Length > GammaLength:
                destination[0] = 5;
                break;
        }

        MaxNorm.Normalize(x, gamma, beta, destination);
        switch (Fault)
        {
            case Fault.Neighbour when x.Length > ExampleLength:
            case Fault.InPlace when inPlace:
                destination[^1] += 1;
                break;
            case Fault.After when destination.Length > x.Length:
                destination[x.Length] = 5;
                break;
            case Fault.NaN when x.Contains(double.NaN):
                destination[0] = double.NaN;
                break;
            case Fault.Gamma when gamma.IsEmpty:
                for (int i = 0; i < x.Length; i++)
                {
                    destination[i] *= 2;
                }

                break;
            case Fault.Zeros:
                for (int i = 0; i < x.Length; i++)
                {
                    destination[i] += 1;
                }

                break;
        }
    }

    public static void Backward(
        ReadOnlySpan<double> dy, ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, Span<double> dx, Span<double> dgamma, Span<double> dbeta)
    {
        if (Fault == Fault.NotAdded)
        {
            dgamma.Clear();
        }

        MaxNorm.Backward(dy, x, gamma, dx, dgamma, dbeta);
        if (Fault == Fault.Slope && !dx.IsEmpty)
        {
            dx[1] *= 1.01;
        }
    }
}
