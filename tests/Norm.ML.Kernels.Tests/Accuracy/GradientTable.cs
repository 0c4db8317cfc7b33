using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The worst errors of gradients on the problems of <see cref="TableCases"/>, measured once per run.</summary>
internal static class GradientTable
{
    /// <summary>Errors of the input gradient, and the worse of those of gamma and of beta.</summary>
    internal record struct Errors(ErrorPair Input, ErrorPair Parameters)
    {
        public readonly Errors Worse(Errors other) => new(Input.Worse(other.Input), Parameters.Worse(other.Parameters));
    }

    private static readonly Lazy<Dictionary<(string Norm, string Pattern), (Errors Single, Errors Double)>> Rows = new(() =>
        TableCases.TableNorms.SelectMany(norm => Patterns.All.Select(pattern => (norm, pattern)))
            .ToDictionary(c => (c.norm.Name, c.pattern.Name), c => (Worst<float>(c.norm, c.pattern), Worst<double>(c.norm, c.pattern))));

    public static (Errors Single, Errors Double) Of(string norm, string pattern) => Rows.Value[(norm, pattern)];

    /// <summary>The errors of given gradients of one problem; those of parameters are empty if it has none.</summary>
    public static Errors Measure<T>(NormUnderTest norm, Problem<T> p, T[] dx, T[] dgamma, T[] dbeta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
        ErrorPair parameters = default;
        if (dgamma.Length + dbeta.Length > 0)
        {
            AffineGradientTruth truth = Measurement.AffineGradients(p, statistics);
            if (dgamma.Length > 0)
            {
                parameters = truth.GammaError<T>(new T[dgamma.Length], dgamma);
            }

            if (dbeta.Length > 0)
            {
                parameters = parameters.Worse(truth.BetaError<T>(new T[dbeta.Length], dbeta));
            }
        }
        return new Errors(Measurement.InputGradient(norm, p, statistics, dx), parameters);
    }

    private static Errors Worst<T>(NormUnderTest norm, Pattern pattern) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Errors worst = default;
        foreach ((_, Problem<T> p) in TableCases.WithGradients<T>(norm, pattern))
        {
            T[] dx = new T[p.X.Length], dgamma = new T[p.Gamma.Length], dbeta = new T[p.Beta.Length];
            norm.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
            worst = worst.Worse(Measure(norm, p, dx, dgamma, dbeta));
        }
        return worst;
    }
}
