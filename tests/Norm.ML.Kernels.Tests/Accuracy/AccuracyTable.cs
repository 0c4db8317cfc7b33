using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Our worst errors on the problems of <see cref="TableCases"/>, measured once per run.</summary>
internal static class AccuracyTable
{
    internal sealed record Row(ErrorPair Strict, ErrorPair Fast, ErrorPair Double);

    private static readonly Lazy<Dictionary<(string Norm, string Pattern), Row>> Rows = new(Measure);

    public static Row Of(string norm, string pattern) => Rows.Value[(norm, pattern)];

    private static Dictionary<(string, string), Row> Measure() =>
        TableCases.TableNorms.SelectMany(norm => Patterns.All.Select(pattern => (norm, pattern)))
            .ToDictionary(c => (c.norm.Name, c.pattern.Name), c => Measure(c.norm, c.pattern));

    private static Row Measure(NormUnderTest norm, Pattern pattern)
    {
        ErrorPair strict = default, fast = default, wide = default;
        foreach ((_, Problem<float> p) in TableCases.Of<float>(norm, pattern))
        {
            StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
            strict = strict.Worse(Measurement.Output(norm, p, statistics, norm.Forward(p)));
            fast = fast.Worse(Measurement.Output(norm, p, statistics, norm.Forward(p, NormPrecision.Fast)));
        }
        foreach ((_, Problem<double> p) in TableCases.Of<double>(norm, pattern))
        {
            wide = wide.Worse(Measurement.Output(norm, p, Measurement.Statistics(norm, p), norm.Forward(p)));
        }

        return new Row(strict, fast, wide);
    }
}
