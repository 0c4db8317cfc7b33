namespace Norm.ML.Benchmarks.Catalogue;

/// <summary>Who takes part, in the order of columns.</summary>
internal enum Contender
{
    GeneratedStrict,
    GeneratedFast,
    Strict,
    Fast,

    /// <summary>Strict, all rows in one call, beside a call for every row.</summary>
    Bulk,

    /// <summary>The strict kernel for rows of any size, past the generated kernels to which the library sends small rows.</summary>
    AnySize,
    OneDnn,
    PyTorch,
    OnnxRuntime,
    TensorPrimitives,
    PlainLoop,

    /// <summary>The input copied to the output: the limit for what reads and writes.</summary>
    Copy,

    /// <summary>The input summed up: the limit for what only reads.</summary>
    Read,
}
