using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>Goes through the nodes of a graph, and of the graphs inside its nodes, for norms.</summary>
internal sealed class GraphReading(TensorReading tensors, IReadOnlyDictionary<string, long> opsets)
{
    // As deep as a protobuf reader goes.
    private const int Deepest = 50;

    public List<FoundNorm> Found { get; } = [];

    public List<UnreadNorm> Unread { get; } = [];

    public void Read(GraphProto graph, GraphScope? outer = null, int depth = 0)
    {
        if (depth > Deepest)
        {
            throw new OnnxFormatException($"it has graphs inside graphs, more than {Deepest} deep.");
        }

        var scope = new GraphScope(graph, outer);
        var values = new ValueReading(scope, tensors, opsets);
        var affine = new AffineReading(values);
        var operators = new OperatorReading(values);
        var patterns = new PatternReading(values, affine);
        foreach (NodeProto node in graph.Node)
        {
            foreach (GraphProto inside in node.Attribute.SelectMany(attribute =>
                attribute.G is null ? attribute.Graphs : [attribute.G, .. attribute.Graphs]))
            {
                Read(inside, scope, depth + 1);
            }

            try
            {
                if (OperatorReading.IsNorm(node))
                {
                    Found.Add(affine.GroupsOf(operators.Read(node)));
                }
                else if (node.Domain is "" or "ai.onnx" && (patterns.Read(node) ?? patterns.ReadLength(node)) is { } norm)
                {
                    Found.Add(norm);
                }
            }
            catch (UnreadNormException reason)
            {
                Unread.Add(new(GraphScope.NameOf(node), node.OpType, reason.Message));
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new OnnxFormatException(
                    $"node {GraphScope.Describe(node)}, or one that makes what it reads, has fewer inputs or outputs than its "
                    + "operator takes.");
            }
        }
    }

    /// <summary>Norms in functions of the model: their parameters are given by each call.</summary>
    public void Read(FunctionProto function)
    {
        foreach (NodeProto node in function.Node.Where(OperatorReading.IsNorm))
        {
            Unread.Add(new(GraphScope.NameOf(node), node.OpType,
                $"it is in the function {OnnxFormatException.Show(function.Name)}, whose calls give them; "
                + "export the model with its functions inlined"));
        }
    }
}
