using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>One norm and shape on one pattern; finds each contender's largest error.</summary>
internal static class AccuracyCase
{
    private static readonly Contender[] Measured = [Contender.GeneratedStrict, Contender.GeneratedFast, Contender.Strict, Contender.Fast,
        Contender.OneDnn, Contender.PyTorch, Contender.TensorPrimitives, Contender.PlainLoop];

    public static Dictionary<Contender, double> Run(Comparison comparison, Pattern pattern, ParameterKind parameters)
    {
        var random = new Random(7);
        var buffers = new Buffers(comparison);
        Segments.Fill(comparison, pattern, buffers, random);
        foreach (ref float gamma in buffers.Gamma.Span)
        {
            gamma = parameters == ParameterKind.None ? 1 : 2 * random.NextSingle() - 1;
        }

        foreach (ref float beta in buffers.Beta.Span)
        {
            beta = parameters == ParameterKind.GammaAndBeta ? 2 * random.NextSingle() - 1 : 0;
        }

        using var entries = new Entries(comparison, buffers);
        Truth truth = Truth.Of(comparison, buffers);
        var errors = new Dictionary<Contender, double>();
        foreach (Entry entry in entries.All.Where(entry => Measured.Contains(entry.Contender)))
        {
            buffers.Y.Span.Fill(float.NaN);
            entry.Run();
            entry.Finish?.Invoke();
            errors[entry.Contender] = truth.Error(comparison, buffers);
        }
        return errors;
    }
}
