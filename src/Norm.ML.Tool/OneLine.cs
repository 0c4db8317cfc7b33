namespace Norm.ML.Tool;

/// <summary>Messages of others in one line.</summary>
internal static class OneLine
{
    /// <summary>The first line of the message.</summary>
    public static string Of(Exception problem) => problem.Message.Split('\n', 2)[0].Trim();
}
