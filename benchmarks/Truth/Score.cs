namespace Norm.ML.Truth;

/// <summary>How many results are the nearest float, and the largest error in units of <c>natural scale * 2^-23</c>.</summary>
/// <remarks>
/// The natural scale of a segment is <c>max|xhat gamma| + max|beta|</c>, at least 2^-126. A nearest float has at most 0.5 units where that is normal.
/// </remarks>
internal sealed class Score
{
    public long Outputs { get; private set; }
    public long Nearest { get; private set; }
    public double Worst { get; private set; }

    /// <summary>The first result that is another float than the nearest.</summary>
    public string? First { get; private set; }

    public double Share => Outputs == 0 ? 1 : (double)Nearest / Outputs;

    public void Add(Score other)
    {
        Outputs += other.Outputs;
        Nearest += other.Nearest;
        Worst = Math.Max(Worst, other.Worst);
        First ??= other.First;
    }

    /// <summary>Compares results with the truth.</summary>
    public static Score Of(Problem p, ReadOnlySpan<float> y, bool errors)
    {
        var score = new Score();
        for (int s = 0; s < p.Segments; s++)
        {
            Segment truth = p.Truth(s);
            double scale = errors ? Scale(p, truth, s) : 0;
            for (int i = 0; i < p.Length; i++)
            {
                (int at, int affine) = p.Place(s, i);
                float x = p.X[at], g = p.GammaOf(affine), b = p.BetaOf(affine), nearest = truth.Nearest(x, g, b);
                score.Outputs++;
                if (nearest == y[at])
                {
                    score.Nearest++;
                }
                else
                {
                    score.First ??= FormattableString.Invariant($"{y[at]:R} instead of {nearest:R} for x {x:R}, gamma {g:R}, beta {b:R}");
                }

                if (errors)
                {
                    score.Worst = Math.Max(score.Worst, truth.Error(y[at], x, g, b, scale));
                }
            }
        }

        return score;
    }

    private static double Scale(Problem p, Segment truth, int segment)
    {
        double largest = 0, beta = 0;
        for (int i = 0; i < p.Length; i++)
        {
            (int at, int affine) = p.Place(segment, i);
            largest = Math.Max(largest, Math.Abs(truth.Scaled(p.X[at], p.GammaOf(affine))));
            beta = Math.Max(beta, Math.Abs(p.BetaOf(affine)));
        }

        return largest + beta;
    }
}
