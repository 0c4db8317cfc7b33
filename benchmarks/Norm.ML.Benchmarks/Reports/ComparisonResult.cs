using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>The times of one comparison.</summary>
internal sealed record ComparisonResult(Work Work, string Size, Place Place, int Examples, int ExampleLength,
    IReadOnlyList<ContenderResult> Contenders)
{
    public static ComparisonResult Of(Comparison c, IReadOnlyList<Measurement> measurements)
    {
        Measurement limit = measurements.First(m => m.Contender is Contender.Copy or Contender.Read);
        return new(c.Work, c.Size, c.Place, c.Examples, c.ExampleLength, [.. measurements.Select(m => ContenderResult.Of(m, limit, c))]);
    }

    public ContenderResult? this[Contender contender] => Contenders.FirstOrDefault(result => result.Contender == contender);
}
