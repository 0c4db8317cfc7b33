using Norm.ML.Onnx.Internals.Writing;

namespace Norm.ML.Onnx;

/// <summary>How <see cref="OnnxModel"/> writes a file.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>The operator set of ai.onnx, 17 to 23. Default 23. A runtime that is older than an operator set refuses the file.</summary>
    public int Opset { get; init; } = Opsets.Last;

    /// <summary>
    /// Whether every norm is written with primitive operators that compute in double and round once. False (default) takes the normalization operator
    /// of the operator set where there is one: it is faster in most runtimes and computes in the column's type. With true, the file gives what the
    /// transformer gives within 1 unit of rounding, also where the mean is far above the spread.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>The columns that the file gives. Null (default) for all that the model makes.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>What the file is for, in words; its documentation string. Null for a line that says what was written.</summary>
    public string? Documentation { get; init; }

    internal void Check() => Opsets.Check(Opset);
}
