namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>The operator sets that can be written, and what changed between them.</summary>
internal static class Opsets
{
    public const int First = 17, Last = 23;

    /// <summary>From here on, GroupNormalization exists; its scale and bias belong to groups.</summary>
    public const int GroupNormalization = 18;

    /// <summary>From here on, the axes of a reduction are an input and not an attribute.</summary>
    public const int AxesAsInput = 18;

    /// <summary>From here on, scale and bias of GroupNormalization belong to channels.</summary>
    public const int GroupNormalizationPerChannel = 21;

    /// <summary>From here on, RMSNormalization exists.</summary>
    public const int RmsNormalization = 23;

    /// <summary>The version of the file format that came with an operator set, so that runtimes of its time take the file.</summary>
    public static long FormatVersionOf(int opset) => opset switch
    {
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        _ => 11,
    };

    /// <exception cref="ArgumentOutOfRangeException">The operator set cannot be written.</exception>
    public static void Check(int opset)
    {
        if (opset is < First or > Last)
        {
            throw new ArgumentOutOfRangeException(nameof(opset), opset, $"Opset is {opset}; accepted: {First} to {Last}.");
        }
    }
}
