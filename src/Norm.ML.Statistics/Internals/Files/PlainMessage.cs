namespace Norm.ML.Internals.Files;

/// <summary>Messages of the framework as a sentence of ours can go on with them.</summary>
internal static class PlainMessage
{
    /// <summary>On one line, and without the name of a parameter, which is one of the code and not of a file.</summary>
    public static string Of(Exception problem) => problem.Message.Split(" (Parameter '")[0].ReplaceLineEndings(" ").Trim();
}
