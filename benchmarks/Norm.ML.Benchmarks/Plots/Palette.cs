using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Plots;

/// <summary>A colour for everyone that people with colour blindness can tell apart (Okabe and Ito, 2008).</summary>
internal static class Palette
{
    public static string Of(Contender contender) => contender switch
    {
        Contender.GeneratedStrict => "#0072b2",
        Contender.GeneratedFast => "#56b4e9",
        Contender.Strict => "#009e73",
        Contender.Fast => "#80cfb0",
        Contender.AnySize => "#004d38",
        Contender.OneDnn => "#e69f00",
        Contender.PyTorch => "#d55e00",
        Contender.TensorPrimitives => "#cc79a7",
        Contender.PlainLoop => "#999999",
        _ => "#333333",
    };
}
