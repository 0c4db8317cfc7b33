namespace Norm.ML.Internals.Onnx;

/// <summary>
/// Takes the nodes and constants of a norm: ML.NET's exporter, or a file of the package Norm.ML.Onnx. Both choose names that are free.
/// </summary>
internal interface IOnnxNodes
{
    /// <summary>Adds a constant of numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="type">The element type, <see cref="float"/> or <see cref="double"/>.</param>
    /// <param name="name">The wanted name.</param>
    /// <returns>The name that it got.</returns>
    string AddConstant(IReadOnlyList<double> values, long[] shape, Type type, string name);

    /// <summary>Adds a constant of dimensions, for Reshape.</summary>
    string AddDimensions(long[] dimensions, string name);

    /// <summary>
    /// Adds a node with one output. Attributes are of type <see cref="long"/>, an array of them, <see cref="float"/>, or a <see cref="Type"/>.
    /// </summary>
    /// <returns>The name of the output.</returns>
    string AddNode(string operation, string[] inputs, string name, params (string Name, object Value)[] attributes);

    /// <summary>Adds a reduction over axes, which it keeps as axes of length 1. Where the axes stand depends on the opset.</summary>
    /// <returns>The name of the output.</returns>
    string AddReduction(string operation, string value, long[] axes, string name);
}
