using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Internals.Onnx;

/// <summary>Writes nodes with ML.NET's exporter. Only operators of ai.onnx 9 to 12 are used, its range.</summary>
internal sealed class ExporterNodes(OnnxContext context) : IOnnxNodes
{
    public string AddConstant(IReadOnlyList<double> values, long[] shape, Type type, string name) => Untrack(type == typeof(double)
        ? context.AddInitializer(values, shape, Free(name))
        : context.AddInitializer(values.Select(value => (float)value), shape, Free(name)));

    public string AddDimensions(long[] dimensions, string name) => Untrack(context.AddInitializer(dimensions, [dimensions.Length], Free(name)));

    public string AddNode(string operation, string[] inputs, string name, params (string Name, object Value)[] attributes)
    {
        string output = Untrack(context.AddIntermediateVariable(null, Free(name), skip: true));
        OnnxNode node = context.CreateNode(operation, inputs, [output], context.GetNodeName(name), "");
        foreach ((string attribute, object value) in attributes)
        {
            if (value is Type type)
            {
                node.AddAttribute(attribute, type);
            }
            else if (value is long[] numbers)
            {
                node.AddAttribute(attribute, numbers);
            }
            else
            {
                node.AddAttribute(attribute, (long)value);
            }
        }

        return output;
    }

    public string AddReduction(string operation, string value, long[] axes, string name) =>
        AddNode(operation, [value], name, ("axes", axes), ("keepdims", 1L));

    /// <summary>Gives a value to a column.</summary>
    public void Finish(string value, string column, string name) => context.CreateNode("Identity", value, column, context.GetNodeName(name), "");

    // ML.NET's context takes every variable for a column of that name. Ours get names that no column has, and are forgotten as columns.
    private string Free(string wanted)
    {
        string name = wanted;
        for (int i = 1; context.ContainsColumn(name) || context.IsVariableDefined(name); i++)
        {
            name = $"{wanted}{i}";
        }

        return name;
    }

    private string Untrack(string variable)
    {
        context.RemoveColumn(variable);
        return variable;
    }
}
