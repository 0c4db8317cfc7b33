using Norm.ML.Benchmarks.Accuracy;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Tests;

/// <summary>A comparison of speeds means something only if all compute the same.</summary>
public class ContendersTests
{
    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, AccuracyCatalogue.All.Count)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void All_contenders_are_right_on_ordinary_data(int shape)
    {
        Comparison comparison = AccuracyCatalogue.All[shape] with { Count = 8 };
        Pattern ordinary = Patterns.All[0];
        foreach ((Contender contender, double units) in AccuracyCase.Run(comparison, ordinary, ParameterKind.GammaAndBeta))
        {
            Assert.True(units < (contender is Contender.Strict or Contender.GeneratedStrict ? 1 : 500),
                $"{contender.Name()} is {units} units off in {comparison}");
        }
    }
}
