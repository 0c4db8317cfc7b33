using Norm.ML.Internals.Norms;

namespace Norm.ML.Lab.Experiments;

/// <summary>A norm of rows without gamma and beta.</summary>
internal static class RowNorm
{
    public static double[] Forward(NormKind kind, double[] x, int size)
    {
        NormDefinition norm = NormCatalog.Get(kind);
        if (norm.Segment != NormSegment.Row)
        {
            throw new ArgumentException($"{norm} does not normalize rows; "
                + $"{string.Join(", ", NormCatalog.All.Where(other => other.Segment == NormSegment.Row))} do.");
        }

        double[] y = new double[x.Length];
        NormMethods.Of(kind).Normalize<double>(x, new NormSizes(size, size, 1), default, default, y, norm.DefaultEpsilon);
        return y;
    }
}
