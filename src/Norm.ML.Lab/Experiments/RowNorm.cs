namespace Norm.ML.Lab.Experiments;

/// <summary>LayerNorm, RMSNorm or UnitNorm without gamma and beta, forward and backward.</summary>
internal static class RowNorm
{
    public static double[] Forward(NormKind norm, double[] x, int size)
    {
        double[] y = new double[x.Length];
        switch (DivisorOf(norm))
        {
            case NormDivisor.Deviation:
                LayerNorm.Normalize<double>(x, size, default, default, y);
                break;
            case NormDivisor.RootMeanSquare:
                RmsNorm.Normalize<double>(x, size, default, y);
                break;
            default:
                UnitNorm.Normalize<double>(x, size, y);
                break;
        }

        return y;
    }

    public static double[] Backward(NormKind norm, double[] dy, double[] x, int size)
    {
        double[] dx = new double[x.Length];
        switch (DivisorOf(norm))
        {
            case NormDivisor.Deviation:
                LayerNorm.Backward<double>(dy, x, size, default, dx, default, default);
                break;
            case NormDivisor.RootMeanSquare:
                RmsNorm.Backward<double>(dy, x, size, default, dx, default);
                break;
            default:
                UnitNorm.Backward<double>(dy, x, size, dx);
                break;
        }

        return dx;
    }

    private static NormDivisor DivisorOf(NormKind norm)
    {
        NormDefinition definition = NormCatalog.Get(norm);
        return definition.Segment == NormSegment.Row ? definition.Divisor
            : throw new ArgumentException($"{definition} does not normalize rows; LayerNorm, RMSNorm and UnitNorm do.");
    }
}
