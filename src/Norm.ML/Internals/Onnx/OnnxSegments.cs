namespace Norm.ML.Internals.Onnx;

/// <summary>
/// The norms whose statistics belong to the example: one mean and deviation for each segment, whatever the kind. The table of norms says whether it
/// centres; the axes, and the dimensions along which gamma and beta lie, say the rest.
/// </summary>
internal sealed record OnnxSegments(NormDefinition Norm, double Epsilon, IReadOnlyList<double> Gamma, IReadOnlyList<double> Beta) : OnnxNorm
{
    public override NormKind Kind => Norm.Kind;

    /// <summary>An example with dimensions of which some make up a segment.</summary>
    public required long[] Shape { get; init; }

    /// <summary>Those that make up a segment; 0 is the batch.</summary>
    public required long[] Axes { get; init; }

    /// <summary>An example with dimensions along which gamma and beta lie.</summary>
    public required long[] AffineShape { get; init; }

    /// <summary>The dimensions of gamma and beta.</summary>
    public required long[] ParameterShape { get; init; }

    public override void Write(OnnxGraph graph)
    {
        graph.Reshape(Shape);
        if (Norm.Divisor == NormDivisor.Length)
        {
            Divide(graph);
            return;
        }

        if (Norm.SubtractsMean)
        {
            graph.Value = Centre(graph);
            // In double there is no wider type for the mean: a second mean takes the first one's rounding away.
            if (graph.IsDouble)
            {
                graph.Value = Centre(graph);
            }
        }

        // A segment of equal elements gives beta, also where epsilon is 0: 0 is divided by something that is not.
        if (graph.IsDouble)
        {
            // The squares of doubles may leave the range of a double: what is squared is at most 1. An infinity stays one.
            string largest = graph.AtLeast(graph.AtLeast(graph.Largest(graph.Node("Abs", graph.Value), Axes)), Math.Sqrt(Epsilon));
            string size = graph.Node("Min", largest, graph.Operand(double.MaxValue));
            graph.Value = graph.Node("Div", graph.Value, size);
            string meanSquare = graph.Mean(graph.Node("Mul", graph.Value, graph.Value), Axes);
            if (Epsilon > 0)
            {
                string share = graph.Node("Div", graph.Operand(Math.Sqrt(Epsilon)), size);
                meanSquare = graph.Node("Add", meanSquare, graph.Node("Mul", share, share));
            }
            else
            {
                meanSquare = graph.AtLeast(meanSquare);
            }

            graph.Value = graph.Node("Div", graph.Value, graph.Node("Sqrt", meanSquare));
        }
        else
        {
            string variance = graph.Mean(graph.Node("Mul", graph.Value, graph.Value), Axes);
            string squared = Epsilon == 0 ? graph.AtLeast(variance) : graph.Node("Add", variance, graph.Constant(Epsilon));
            graph.Value = graph.Node("Div", graph.Value, graph.Node("Sqrt", squared));
        }

        if (Gamma.Count > 0 || Beta.Count > 0)
        {
            graph.Reshape(AffineShape);
        }

        if (Gamma.Count > 0)
        {
            graph.Value = graph.Node("Mul", graph.Value, Scale(graph));
        }

        if (Beta.Count > 0)
        {
            graph.Value = graph.Node("Add", graph.Value, graph.Parameter(Beta, ParameterShape, "Beta"));
        }
    }

    // By the length, or by epsilon if that is more. Doubles are divided by the largest of a row first, so that no square leaves the range of a
    // double.
    private void Divide(OnnxGraph graph)
    {
        string? size = null;
        if (graph.IsDouble)
        {
            string largest = graph.AtLeast(graph.AtLeast(graph.Largest(graph.Node("Abs", graph.Value), Axes)), Epsilon);
            size = graph.Node("Min", largest, graph.Operand(double.MaxValue));
            graph.Value = graph.Node("Div", graph.Value, size);
        }

        string length = graph.Length(graph.Value, Axes);
        string divisor = Epsilon == 0 ? graph.AtLeast(length)
            : size is null ? graph.AtLeast(length, Epsilon)
            : graph.Node("Max", length, graph.Node("Div", graph.Operand(Epsilon), size));
        graph.Value = graph.Node("Div", graph.Value, divisor);
    }

    private string Centre(OnnxGraph graph) => graph.Node("Sub", graph.Value, graph.Mean(graph.Value, Axes));

    /// <summary>RMSNorm's way of multiplying by <c>1 + gamma</c>.</summary>
    public bool UnitOffset { get; init; }

    private string Scale(OnnxGraph graph)
    {
        string gamma = graph.Parameter(Gamma, ParameterShape, "Gamma");
        return UnitOffset ? graph.Node("Add", gamma, graph.Constant(1)) : gamma;
    }

    /// <summary>LayerNorm, RMSNorm and UnitNorm: segments are adjacent, gamma and beta lie along each.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="example">The elements of an example.</param>
    /// <param name="row">The elements of a segment.</param>
    /// <param name="options">The numbers.</param>
    public static OnnxSegments Rows(NormKind norm, int example, int row, OnnxSegmentOptions options)
    {
        long[] shape = row == example ? [row] : [example / row, row];
        return new(NormCatalog.Get(norm), options.Epsilon, options.Gamma ?? [], options.Beta ?? [])
        {
            Shape = shape,
            Axes = [shape.Length],
            AffineShape = shape,
            ParameterShape = [row],
            UnitOffset = options.UnitOffset,
        };
    }

    /// <summary>GroupNorm and InstanceNorm: segments are groups of channels, gamma and beta lie along the channels.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="example">The elements of an example.</param>
    /// <param name="groups">The segments of an example.</param>
    /// <param name="channels">The channels of an example.</param>
    /// <param name="layout">Whether the channels come first or last.</param>
    /// <param name="options">The numbers.</param>
    public static OnnxSegments Groups(NormKind norm, int example, int groups, int channels, NormLayout layout, OnnxSegmentOptions options)
    {
        long positions = example / channels;
        bool first = layout == NormLayout.ChannelsFirst;
        return new(NormCatalog.Get(norm), options.Epsilon, options.Gamma ?? [], options.Beta ?? [])
        {
            Shape = first ? [groups, example / groups] : [positions, groups, channels / groups],
            Axes = first ? [2] : [1, 3],
            AffineShape = first ? [channels, positions] : [positions, channels],
            ParameterShape = first ? [channels, 1] : [channels],
        };
    }
}
