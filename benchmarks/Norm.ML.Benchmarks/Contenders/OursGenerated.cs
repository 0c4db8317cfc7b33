using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>The kernels that the generator made for this project, found by what they say of themselves.</summary>
internal static class OursGenerated
{
    private delegate Action Prepare(Comparison comparison, Buffers buffers);

    private static readonly Dictionary<(NormKind Kind, int Channels, int Length, NormPrecision Precision), Prepare> Kernels = [];

    static OursGenerated() => RequestedKernels.Register();

    public static IEnumerable<Entry> Of(Comparison comparison, Buffers buffers)
    {
        if (comparison.Groups > 1 || Kind(comparison.Work) is not { } kind)
        {
            yield break;
        }

        foreach ((Contender contender, NormPrecision precision) in
            new[] { (Contender.GeneratedStrict, NormPrecision.Strict), (Contender.GeneratedFast, NormPrecision.Fast) })
        {
            if (Kernels.TryGetValue((kind, comparison.Channels, comparison.ExampleLength, precision), out Prepare? prepare))
            {
                yield return new(contender, prepare(comparison, buffers));
            }
        }
    }

    public static void Row<TKernel>() where TKernel : struct, INormKernel<float> =>
        Kernels.Add((TKernel.Kind, TKernel.GammaLength, TKernel.ExampleLength, TKernel.Precision), static (c, b) =>
        {
            bool shifts = TKernel.BetaLength > 0;
            if (c.Place == Place.RowByRow)
            {
                return () =>
                {
                    ReadOnlySpan<float> rows = b.X.Span, gamma = b.Gamma.Span, beta = shifts ? b.Beta.Span : default;
                    Span<float> results = b.Y.Span;
                    for (int i = 0; i < rows.Length; i += TKernel.ExampleLength)
                    {
                        TKernel.Normalize(rows.Slice(i, TKernel.ExampleLength), gamma, beta, results.Slice(i, TKernel.ExampleLength));
                    }
                };
            }

            return b.Calls(c, (x, y) => TKernel.Normalize(x, b.Gamma.Span, shifts ? b.Beta.Span : default, y));
        });

    public static void Fitted<TKernel>() where TKernel : struct, IFittedNormKernel<float> =>
        Kernels.Add((TKernel.Kind, TKernel.GammaLength, TKernel.ExampleLength, TKernel.Precision), static (c, b) =>
        {
            FittedBatchNorm<float> fitted = Ours.Fitted(b);
            return b.Calls(c, (x, y) => TKernel.Normalize(x, fitted, y));
        });

    private static NormKind? Kind(Work work) => work switch
    {
        Work.LayerNorm => NormKind.LayerNorm,
        Work.RmsNorm => NormKind.RmsNorm,
        Work.BatchNorm => NormKind.BatchNorm,
        Work.InstanceNorm => NormKind.InstanceNorm,
        _ => null,
    };
}
