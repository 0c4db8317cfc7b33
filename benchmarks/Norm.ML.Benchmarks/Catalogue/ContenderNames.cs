namespace Norm.ML.Benchmarks.Catalogue;

internal static class ContenderNames
{
    public static string Name(this Contender contender) => contender switch
    {
        Contender.GeneratedStrict => "generated, strict",
        Contender.GeneratedFast => "generated, fast",
        Contender.Strict => "strict",
        Contender.Fast => "fast",
        Contender.Bulk => "strict, in bulk",
        Contender.AnySize => "strict, any size",
        Contender.OneDnn => "oneDNN",
        Contender.PyTorch => "PyTorch",
        Contender.OnnxRuntime => "OnnxRuntime",
        Contender.TensorPrimitives => "TensorPrimitives",
        Contender.PlainLoop => "plain loop",
        Contender.Copy => "memory copy",
        Contender.Read => "memory read",
        _ => throw new ArgumentOutOfRangeException(nameof(contender), contender, null),
    };

    public static bool IsOurs(this Contender contender) => contender <= Contender.AnySize;
}
