using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Tests.Onnx;

sealed class RecordingNode(Node node) : OnnxNode
{
    public override void AddAttribute(string argName, double value) => node.Attributes.Add(argName, (float)value);

    public override void AddAttribute(string argName, long value) => node.Attributes.Add(argName, value);

    public override void AddAttribute(string argName, ReadOnlyMemory<char> value) => node.Attributes.Add(argName, value.ToString());

    public override void AddAttribute(string argName, string value) => node.Attributes.Add(argName, value);

    public override void AddAttribute(string argName, bool value) => node.Attributes.Add(argName, value ? 1L : 0L);

    public override void AddAttribute(string argName, IEnumerable<double> value) => node.Attributes.Add(argName, value.Select(v => (float)v).ToArray());

    public override void AddAttribute(string argName, IEnumerable<float> value) => node.Attributes.Add(argName, value.ToArray());

    public override void AddAttribute(string argName, IEnumerable<long> value) => node.Attributes.Add(argName, value.ToArray());

    public override void AddAttribute(string argName, IEnumerable<ReadOnlyMemory<char>> value) =>
        node.Attributes.Add(argName, value.Select(v => v.ToString()).ToArray());

    public override void AddAttribute(string argName, string[] value) => node.Attributes.Add(argName, value);

    public override void AddAttribute(string argName, IEnumerable<string> value) => node.Attributes.Add(argName, value.ToArray());

    public override void AddAttribute(string argName, IEnumerable<bool> value) => node.Attributes.Add(argName, value.Select(v => v ? 1L : 0L).ToArray());

    public override void AddAttribute(string argName, Type t) => node.Attributes.Add(argName, ElementTypes.Code(t));
}
