namespace Norm.ML.Lab.Experiments;

/// <summary>A normalization whose gamma and beta give back what it took.</summary>
/// <param name="Gamma">One per column.</param>
/// <param name="Beta">One per column.</param>
/// <param name="Output">As long as the input.</param>
/// <param name="RowDistance">Of each row: the greatest distance between output and input.</param>
internal sealed record AffineUndoResult(double[] Gamma, double[] Beta, double[] Output, double[] RowDistance);

/// <summary>
/// Gamma and beta as the inverse of the normalization: with <c>gamma = sqrt(variance + epsilon)</c> and <c>beta = mean</c>, y is x again. BatchNorm
/// has one ruler per column and a gamma and a beta for it, so it can undo itself for every row; LayerNorm measures each row anew, so that one gamma
/// and beta undo it for the row they were taken from and for no other.
/// </summary>
internal static class AffineUndo
{
    /// <summary>Normalizes rows with gamma and beta on the way from neutral to undoing.</summary>
    /// <param name="kind">BatchNorm or LayerNorm.</param>
    /// <param name="x">Rows of <paramref name="columns"/> elements.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="gammaShare">0 is gamma 1; 1 is the deviation.</param>
    /// <param name="betaShare">0 is beta 0; 1 is the mean.</param>
    /// <param name="row">The row whose statistics LayerNorm's gamma and beta come from.</param>
    /// <param name="epsilon">Of the normalization.</param>
    public static AffineUndoResult Run(NormKind kind, double[] x, int columns, double gammaShare, double betaShare, int row = 0,
        double epsilon = 1e-5)
    {
        double[] gamma = new double[columns], beta = new double[columns], y = new double[x.Length];
        double[] mean = new double[columns], variance = new double[columns];
        if (kind == NormKind.BatchNorm)
        {
            BatchNorm.NormalizeBatch<double>(x, columns, 1, default, default, y, mean, variance, epsilon);
            Fill();
            BatchNorm.NormalizeBatch<double>(x, columns, 1, gamma, beta, y, default, default, epsilon);
        }
        else if (kind == NormKind.LayerNorm)
        {
            ChannelStatistics statistics = Measure.Of(x.AsSpan(row * columns, columns));
            Array.Fill(mean, statistics.Mean);
            Array.Fill(variance, statistics.Variance);
            Fill();
            LayerNorm.Normalize<double>(x, columns, gamma, beta, y, epsilon);
        }
        else
        {
            throw new ArgumentException($"norm is {NormCatalog.Get(kind)}; BatchNorm and LayerNorm are compared here.");
        }

        return new AffineUndoResult(gamma, beta, y, [.. Rows().Select(i => Measure.Farthest(x.AsSpan(i, columns), y.AsSpan(i, columns)))]);

        void Fill()
        {
            for (int i = 0; i < columns; i++)
            {
                gamma[i] = 1 + gammaShare * (Math.Sqrt(variance[i] + epsilon) - 1);
                beta[i] = betaShare * mean[i];
            }
        }

        IEnumerable<int> Rows() => Enumerable.Range(0, x.Length / columns).Select(i => i * columns);
    }
}
