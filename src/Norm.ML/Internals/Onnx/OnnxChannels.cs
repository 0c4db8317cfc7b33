namespace Norm.ML.Internals;

/// <summary>
/// A fitted BatchNorm: <c>y = (x - mean) * scale + beta</c> per channel. The mean is subtracted before anything else, in double: a shift that was folded
/// into one number, as ML.NET's own normalizers write it, loses what the mean's size leaves of the spread.
/// </summary>
sealed record OnnxChannels(FittedChannels Fitted, NormLayout Layout, int Positions) : OnnxNorm
{
    public override NormKind Kind => NormKind.BatchNorm;

    public override NormPrecision Precision => NormPrecision.Strict;

    public override void Write(OnnxGraph graph)
    {
        // One number a channel, spread over its positions.
        long channels = Fitted.Mean.Length;
        bool first = Positions > 1 && Layout == NormLayout.ChannelsFirst;
        long[] shape = first ? [channels, 1] : [channels];
        graph.Reshape(Positions == 1 ? shape : first ? [channels, Positions] : [Positions, channels]);
        graph.Value = graph.Node("Sub", graph.Value, graph.Constant(Fitted.Mean, shape, "Mean"));
        // What rounding took from the means can be seen in double data only.
        if (graph.IsDouble && Fitted.MeanLow.AsSpan().ContainsAnyExcept(0))
            graph.Value = graph.Node("Sub", graph.Value, graph.Constant(Fitted.MeanLow, shape, "MeanLow"));

        graph.Value = graph.Node("Mul", graph.Value, graph.Constant(Scale(graph.IsDouble), shape, "Scale"));
        if (Fitted.Beta.Length > 0)
            graph.Value = graph.Node("Add", graph.Value, graph.Parameter(Fitted.Beta, shape, "Beta"));
    }

    double[] Scale(bool isDouble)
    {
        double[] scale = new double[Fitted.Mean.Length];
        for (int i = 0; i < scale.Length; i++)
        {
            double gamma = isDouble ? Fitted.Gamma[i] : (float)Fitted.Gamma[i];
            scale[i] = Fitted.Variance[i] == 0 ? 0 : gamma / Math.Sqrt(Fitted.Variance[i]);
        }

        return scale;
    }
}
