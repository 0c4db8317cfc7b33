namespace Norm.ML.Tool.Tables;

/// <summary>Damaged files, which the libraries that read them tell in many ways: each is one error that names the place.</summary>
internal static class Damage
{
    /// <summary>The most bytes that a part of a file may claim: what good files have, and not what a damaged length says.</summary>
    public static long MostBytes(long fileLength) => Math.Min(int.MaxValue, 4 * fileLength + (64 << 20));

    /// <summary>Does a step of reading.</summary>
    /// <param name="place">The file, and what is read of it.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="ToolException">It failed.</exception>
    public static T Try<T>(string place, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception problem) when (problem is not (ToolException or OperationCanceledException))
        {
            while (problem is AggregateException { InnerException: { } inner })
            {
                problem = inner;
            }

            throw new ToolException($"{place}: cannot be read: {Reason(problem)}", problem);
        }
    }

    // Libraries meet damage as indexes and lengths that are impossible, which their messages do not explain.
    private static string Reason(Exception problem) => problem switch
    {
        InvalidDataException or NotSupportedException or IOException => OneLine.Of(problem),
        OutOfMemoryException => "there is not enough memory for it; if that is so on a machine with more, the file is damaged.",
        _ => "the file is damaged.",
    };
}
