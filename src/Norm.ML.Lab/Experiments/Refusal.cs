namespace Norm.ML.Lab.Experiments;

/// <summary>What the library says about input that it does not take.</summary>
internal static class Refusal
{
    /// <summary>The message without the name of the kernel's parameter, which nobody sees here.</summary>
    public static string Of(ArgumentException problem)
    {
        string line = problem.Message.Split('\n', 2)[0];
        return problem.ParamName is { } name ? line.Replace($" (Parameter '{name}')", "") : line;
    }
}
