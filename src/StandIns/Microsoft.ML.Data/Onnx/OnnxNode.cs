namespace Microsoft.ML.Model.OnnxConverter;

/// <summary>A node of an ONNX graph, whose attributes are set after it was made.</summary>
internal abstract class OnnxNode
{
    public abstract void AddAttribute(string argName, double value);

    public abstract void AddAttribute(string argName, long value);

    public abstract void AddAttribute(string argName, ReadOnlyMemory<char> value);

    public abstract void AddAttribute(string argName, string value);

    public abstract void AddAttribute(string argName, bool value);

    public abstract void AddAttribute(string argName, IEnumerable<double> value);

    public abstract void AddAttribute(string argName, IEnumerable<float> value);

    public abstract void AddAttribute(string argName, IEnumerable<long> value);

    public abstract void AddAttribute(string argName, IEnumerable<ReadOnlyMemory<char>> value);

    public abstract void AddAttribute(string argName, string[] value);

    public abstract void AddAttribute(string argName, IEnumerable<string> value);

    public abstract void AddAttribute(string argName, IEnumerable<bool> value);

    public abstract void AddAttribute(string argName, Type t);
}
