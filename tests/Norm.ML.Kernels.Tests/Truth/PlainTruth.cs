namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// The formulas, with 400 bits in every step: slow, and without any of the shortcuts of the other truth (exact moments,
/// scaling, two doubles at the end), which it is there to check.
/// </summary>
internal sealed class PlainTruth
{
    private readonly Dyadic[] _centred;
    private readonly Dyadic _inverse;
    private readonly bool _centres;

    public PlainTruth(double[] x, bool subtractsMean, double epsilon)
    {
        _centres = subtractsMean;
        Dyadic mean = subtractsMean ? Mean(Array.ConvertAll(x, Dyadic.From)) : 0;
        _centred = Array.ConvertAll(x, v => (Dyadic.From(v) - mean).Keep());
        Dyadic variance = Mean(Array.ConvertAll(_centred, d => (d * d).Keep()));
        Dyadic root = Dyadic.Sqrt((variance + Dyadic.From(epsilon)).Keep(900));
        _inverse = root.IsZero ? 0 : Dyadic.Divide(1, root);
    }

    public Dyadic Output(int i, double gamma, double beta) => (Xhat(i) * Dyadic.From(gamma) + Dyadic.From(beta)).Keep();

    public Dyadic Xhat(int i) => (_centred[i] * _inverse).Keep();

    public Dyadic[] InputGradient(double[] dy, double[] gamma)
    {
        Dyadic[] g = [.. dy.Select((d, i) => Dyadic.From(d) * Dyadic.From(gamma[i]))];
        Dyadic mean = _centres ? Mean(g) : 0, slope = Mean([.. g.Select((v, i) => (v * Xhat(i)).Keep())]);
        return [.. g.Select((v, i) => (_inverse * (v - mean - Xhat(i) * slope)).Keep())];
    }

    private static Dyadic Mean(Dyadic[] values)
    {
        Dyadic sum = 0;
        foreach (Dyadic v in values)
        {
            sum = (sum + v).Keep(2000);
        }

        return sum.IsZero ? sum : Dyadic.Divide(sum, values.Length, 2000);
    }
}
