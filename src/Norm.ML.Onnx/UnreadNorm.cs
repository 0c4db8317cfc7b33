namespace Norm.ML.Onnx;

/// <summary>A norm in a file whose parameters cannot be had from the file, or that is not one of the five norms.</summary>
/// <param name="Name">The name of its node, or of what the node makes if it has none.</param>
/// <param name="Operator">The node's operator.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record UnreadNorm(string Name, string Operator, string Reason);
