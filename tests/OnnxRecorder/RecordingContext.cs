using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Tests.Onnx;

/// <summary>Keeps a graph the way ML.NET's context does, its habit of taking every variable for a column included.</summary>
sealed class RecordingContext(int opset) : OnnxContext
{
    readonly Graph _graph = new();
    readonly Dictionary<string, string> _columns = [];
    readonly HashSet<string> _variables = [];
    readonly HashSet<string> _nodes = [];

    public void AddInput(string column, DataViewType type) => _graph.Inputs.Add(Recorder.Describe(Track(column), type));

    public Graph Finish()
    {
        foreach (KeyValuePair<string, string> column in _columns)
            _graph.Columns.Add(column.Key, column.Value);
        return _graph;
    }

    public override string GetNodeName(string prefix) => Unique(prefix, _nodes);

    public override bool IsVariableDefined(string variableName) => _variables.Contains(variableName);

    public override bool ContainsColumn(string colName) => _columns.ContainsKey(colName);

    public override void CheckOpSetVersion(int thisTransformerMinumumOpSetVersion, string registerTransformerName)
    {
        if (opset < thisTransformerMinumumOpSetVersion)
            throw new ArgumentOutOfRangeException(nameof(thisTransformerMinumumOpSetVersion), $"{registerTransformerName} needs version {thisTransformerMinumumOpSetVersion}.");
    }

    public override void RemoveColumn(string colName, bool removeVariable = false) => _columns.Remove(colName);

    public override string GetVariableName(string colName) => _columns[colName];

    public override string AddIntermediateVariable(DataViewType type, string colName, bool skip = false) => Track(colName);

    public override OnnxNode CreateNode(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, string name, string? domain = null)
    {
        if (!_nodes.Add(name))
            throw new InvalidOperationException($"Two nodes are called '{name}'.");

        var node = new Node(opType, domain ?? "ai.onnx.ml", [.. inputs], [.. outputs]);
        _graph.Nodes.Add(node);
        return new RecordingNode(node);
    }

    public override string AddInitializer(double value, string? name = null, bool makeUniqueName = true) => Add(typeof(double), [value], [], name);

    public override string AddInitializer(float value, string? name = null, bool makeUniqueName = true) => Add(typeof(float), [value], [], name);

    public override string AddInitializer(long value, string? name = null, bool makeUniqueName = true) => Add(typeof(long), [value], [], name);

    public override string AddInitializer(IEnumerable<double> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        Add(typeof(double), values, dims, name);

    public override string AddInitializer(IEnumerable<float> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        Add(typeof(float), values.Select(value => (double)value), dims, name);

    public override string AddInitializer(IEnumerable<long> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        Add(typeof(long), values.Select(value => (double)value), dims, name);

    // What no norm has a use for.
    public override string AddInitializer(bool value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(int value, Type type, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(string value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(ulong value, bool isUint64, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<bool> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<int> values, Type type, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<string> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<ulong> values, bool isUint64, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override OnnxVersion GetOnnxVersion() => OnnxVersion.Stable;

    public override List<long> RetrieveShapeOrNull(string variableName) => throw new NotSupportedException();

    public override void RemoveVariable(string variableName, bool removeColumn) => throw new NotSupportedException();

    public override void RemoveInputVariable(string variableName) => throw new NotSupportedException();

    string Add(Type item, IEnumerable<double> values, IEnumerable<long>? dims, string? name)
    {
        double[] all = [.. values];
        long[] shape = [.. dims ?? [all.Length]];
        if (shape.Aggregate(1L, (product, dimension) => product * dimension) != all.Length)
            throw new InvalidOperationException($"'{name}' has {all.Length} values for [{string.Join(", ", shape)}].");

        string variable = Track(name ?? item.Name);
        _graph.Constants.Add(variable, new Tensor(item, shape, all));
        return variable;
    }

    string Track(string column)
    {
        string variable = Unique(column, _variables);
        _variables.Add(variable);
        return _columns[column] = variable;
    }

    static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int i = 0; taken.Contains(unique); i++)
            unique = $"{name}{i}";
        return unique;
    }
}
