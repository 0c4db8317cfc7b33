namespace Norm.ML.Tests.Onnx;

/// <summary>Runs the few operators that these tests meet, with every result rounded to its element type, and refuses what a runtime would refuse.</summary>
static class GraphEvaluator
{
    public static Tensor Run(Graph graph, IReadOnlyDictionary<string, Tensor> inputs, string output)
    {
        var known = new Dictionary<string, Tensor>(graph.Constants);
        foreach (Variable input in graph.Inputs)
        {
            if (inputs.TryGetValue(input.Name, out Tensor? tensor))
                known.Add(input.Name, tensor);
        }

        HashSet<string> wanted = [output];
        foreach (Node node in graph.Nodes.AsEnumerable().Reverse().Where(node => node.Outputs.Any(wanted.Contains)))
            wanted.UnionWith(node.Inputs);

        // In the order of the file, as ONNX asks for it.
        foreach (Node node in graph.Nodes.Where(node => node.Outputs.Any(wanted.Contains)))
        {
            Tensor[] arguments = Array.ConvertAll(node.Inputs, name => known.TryGetValue(name, out Tensor? value) ? value
                : throw new InvalidOperationException($"{node.Operation} takes '{name}', which nothing before it makes."));
            known.Add(Assert.Single(node.Outputs), Evaluate(node, arguments));
        }

        return known[output];
    }

    static Tensor Evaluate(Node node, Tensor[] inputs) => (node.Domain, node.Operation) switch
    {
        ("", "Identity") => inputs[0],
        ("", "Cast") => Cast(inputs[0], ElementTypes.Of((long)node.Attributes["to"])),
        ("", "Reshape") => Reshape(inputs[0], inputs[1]),
        ("", "ReduceMean") => Broadcasting.Mean(inputs[0], (long[])node.Attributes["axes"]),
        ("", "ReduceMax") => Broadcasting.Largest(inputs[0], (long[])node.Attributes["axes"]),
        ("", "Abs") => Broadcasting.Map(inputs[0], Math.Abs),
        ("", "Sqrt") => Broadcasting.Map(inputs[0], Math.Sqrt),
        ("", "Add") => Broadcasting.Zip(inputs[0], inputs[1], (a, b) => a + b),
        ("", "Sub") => Broadcasting.Zip(inputs[0], inputs[1], (a, b) => a - b),
        ("", "Mul") => Broadcasting.Zip(inputs[0], inputs[1], (a, b) => a * b),
        ("", "Div") => Broadcasting.Zip(inputs[0], inputs[1], (a, b) => a / b),
        ("", "Min") => Broadcasting.Zip(inputs[0], inputs[1], Math.Min),
        ("", "Max") => Broadcasting.Zip(inputs[0], inputs[1], Math.Max),
        ("ai.onnx.ml", "Scaler") => Scale(inputs[0], (float[])node.Attributes["offset"], (float[])node.Attributes["scale"]),
        ("ai.onnx.ml", "FeatureVectorizer") => Concatenate(inputs),
        _ => throw new NotSupportedException($"Operator '{node.Domain}'.{node.Operation} is not known to these tests."),
    };

    static Tensor Cast(Tensor input, Type to) => new(to, input.Shape, Array.ConvertAll(input.Values, value => Broadcasting.Round(to, value)));

    static Tensor Reshape(Tensor input, Tensor shape)
    {
        Assert.Equal(typeof(long), shape.Item);
        long[] result = [.. shape.Values.Select((dimension, axis) => dimension == 0 ? input.Shape[axis] : (long)dimension)];
        Assert.Equal(input.Values.Length, result.Aggregate(1L, (product, dimension) => product * dimension));
        return input with { Shape = result };
    }

    static Tensor Scale(Tensor input, float[] offset, float[] scale)
    {
        float Value(double value, int i) => ((float)value - offset[i % offset.Length]) * scale[i % scale.Length];
        return new(typeof(float), input.Shape, [.. input.Values.Select((value, i) => (double)Value(value, i))]);
    }

    static Tensor Concatenate(Tensor[] inputs)
    {
        long rows = inputs[0].Shape[0];
        int[] sizes = Array.ConvertAll(inputs, input => (int)(input.Values.Length / rows));
        IEnumerable<double> Row(int row) => inputs.SelectMany((input, i) => input.Values.Skip(row * sizes[i]).Take(sizes[i]));
        return new(typeof(float), [rows, sizes.Sum()], [.. Enumerable.Range(0, (int)rows).SelectMany(Row)]);
    }
}
