using System.Runtime.InteropServices;

namespace Norm.ML.Tests.Onnx;

/// <summary>Reads the fields of an ONNX file that these tests look at; the numbers are those of onnx.proto.</summary>
static class GraphReader
{
    public static Graph Read(byte[] file)
    {
        var graph = new Graph();
        ReadOnlyMemory<byte> content = Protobuf.Read(file).Single(field => field.Number == 7).Bytes;
        foreach (ProtobufField field in Protobuf.Read(content))
        {
            switch (field.Number)
            {
                case 1: graph.Nodes.Add(ReadNode(field.Bytes)); break;
                case 5: ReadTensor(graph, field.Bytes); break;
                case 11: graph.Inputs.Add(ReadVariable(field.Bytes)); break;
                case 12: graph.Outputs.Add(ReadVariable(field.Bytes)); break;
            }
        }

        foreach (Variable output in graph.Outputs.Where(output => output.Name.EndsWith(".output", StringComparison.Ordinal)))
            graph.Columns.Add(output.Name[..^".output".Length], output.Name);
        return graph;
    }

    static Node ReadNode(ReadOnlyMemory<byte> bytes)
    {
        List<ProtobufField> fields = Protobuf.Read(bytes);
        string[] Texts(int number) => [.. fields.Where(field => field.Number == number).Select(field => field.Text)];
        var node = new Node(Texts(4).Single(), Texts(7).SingleOrDefault() ?? "", Texts(1), Texts(2));
        foreach (ProtobufField field in fields.Where(field => field.Number == 5))
        {
            List<ProtobufField> attribute = Protobuf.Read(field.Bytes);
            long type = attribute.Single(part => part.Number == 20).Integer;
            node.Attributes.Add(attribute.Single(part => part.Number == 1).Text, type switch
            {
                1 => (object)attribute.Single(part => part.Number == 2).Float,
                2 => attribute.SingleOrDefault(part => part.Number == 3)?.Integer ?? 0,
                3 => attribute.Single(part => part.Number == 4).Text,
                6 => attribute.Where(part => part.Number == 7).SelectMany(part => part.Floats).ToArray(),
                7 => attribute.Where(part => part.Number == 8).SelectMany(part => part.Integers).ToArray(),
                8 => attribute.Where(part => part.Number == 9).Select(part => part.Text).ToArray(),
                _ => throw new NotSupportedException($"Attributes of type {type} are not known to these tests."),
            });
        }

        return node;
    }

    static void ReadTensor(Graph graph, ReadOnlyMemory<byte> bytes)
    {
        List<ProtobufField> fields = Protobuf.Read(bytes);
        long[] shape = [.. fields.Where(field => field.Number == 1).SelectMany(field => field.Integers)];
        Type item = ElementTypes.Of(fields.Single(field => field.Number == 2).Integer);
        double[] values = [.. fields.SelectMany(field => field.Number switch
        {
            4 => field.Floats.Select(value => (double)value),
            5 or 7 or 11 => field.Integers.Select(value => (double)value),
            10 => MemoryMarshal.Cast<byte, double>(field.Bytes.Span).ToArray(),
            _ => [],
        })];
        graph.Constants.Add(fields.Single(field => field.Number == 8).Text, new Tensor(item, shape, values));
    }

    static Variable ReadVariable(ReadOnlyMemory<byte> bytes)
    {
        List<ProtobufField> fields = Protobuf.Read(bytes);
        ReadOnlyMemory<byte> type = Protobuf.Read(fields.Single(field => field.Number == 2).Bytes).Single(field => field.Number == 1).Bytes;
        List<ProtobufField> tensor = Protobuf.Read(type);
        long[] shape = [.. tensor.Where(field => field.Number == 2)
            .SelectMany(field => Protobuf.Read(field.Bytes))
            .Select(field => Protobuf.Read(field.Bytes).SingleOrDefault(part => part.Number == 1)?.Integer ?? 0)];
        return new(fields.Single(field => field.Number == 1).Text, ElementTypes.Of(tensor.Single(field => field.Number == 1).Integer), shape);
    }
}
