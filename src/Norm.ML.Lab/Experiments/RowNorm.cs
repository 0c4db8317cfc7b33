namespace Norm.ML.Lab.Experiments;

/// <summary>LayerNorm or RMSNorm without gamma and beta, forward and backward.</summary>
static class RowNorm
{
    public static double[] Forward(NormKind norm, double[] x, int size)
    {
        double[] y = new double[x.Length];
        if (SubtractsMean(norm))
            LayerNorm.Normalize<double>(x, size, default, default, y);
        else
            RmsNorm.Normalize<double>(x, size, default, y);
        return y;
    }

    public static double[] Backward(NormKind norm, double[] dy, double[] x, int size)
    {
        double[] dx = new double[x.Length];
        if (SubtractsMean(norm))
            LayerNorm.Backward<double>(dy, x, size, default, dx, default, default);
        else
            RmsNorm.Backward<double>(dy, x, size, default, dx, default);
        return dx;
    }

    static bool SubtractsMean(NormKind norm)
    {
        NormDefinition definition = NormCatalog.Get(norm);
        return definition.Segment == NormSegment.Row ? definition.SubtractsMean : throw new ArgumentException($"{definition} does not normalize rows; LayerNorm and RMSNorm do.");
    }
}
