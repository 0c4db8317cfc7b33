namespace Norm.ML.Internals.Onnx;

/// <summary>
/// A fitted BatchNorm: <c>y = (x - mean) * scale + beta</c> per channel, or its inverse <c>x = (y - beta) / scale + mean</c>. The mean is subtracted
/// before anything else, in double: a shift that was folded into one number, as ML.NET's own normalizers write it, loses what the mean's size leaves
/// of the spread.
/// </summary>
internal sealed record OnnxChannels(FittedChannels Fitted, NormLayout Layout, int Positions, bool Inverse = false) : OnnxNorm
{
    public override NormKind Kind => NormKind.BatchNorm;

    public override void Write(OnnxGraph graph)
    {
        // One number a channel, spread over its positions.
        long channels = Fitted.Mean.Length;
        bool first = Positions > 1 && Layout == NormLayout.ChannelsFirst;
        long[] shape = first ? [channels, 1] : [channels];
        graph.Reshape(Positions == 1 ? shape : first ? [channels, Positions] : [Positions, channels]);
        if (!Inverse)
        {
            Mean("Sub");
            Scale();
            Beta("Add");
        }
        else
        {
            Beta("Sub");
            Scale();
            Mean("Add");
        }

        void Mean(string operation)
        {
            if (!Fitted.Mean.AsSpan().ContainsAnyExcept(0) && !Fitted.MeanLow.AsSpan().ContainsAnyExcept(0))
            {
                return;
            }

            graph.Value = graph.Node(operation, graph.Value, graph.Constant(Fitted.Mean, shape, "Mean"));
            // What rounding took from the means can be seen in double data only.
            if (graph.IsDouble && Fitted.MeanLow.AsSpan().ContainsAnyExcept(0))
            {
                graph.Value = graph.Node(operation, graph.Value, graph.Constant(Fitted.MeanLow, shape, "MeanLow"));
            }
        }

        void Scale() => graph.Value = graph.Node("Mul", graph.Value, graph.Constant(Factors(graph.IsDouble), shape, "Scale"));

        void Beta(string operation)
        {
            if (Fitted.Beta.Length > 0)
            {
                graph.Value = graph.Node(operation, graph.Value, graph.Parameter(Fitted.Beta, shape, "Beta"));
            }
        }
    }

    private double[] Factors(bool isDouble)
    {
        double[] factors = Fitted.Scale(isDouble);
        // A channel without scale goes back to its mean.
        return Inverse ? Array.ConvertAll(factors, factor => factor == 0 ? 0 : 1 / factor) : factors;
    }
}
