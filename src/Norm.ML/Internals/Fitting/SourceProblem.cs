namespace Norm.ML.Internals.Fitting;

/// <summary>What goes wrong in a source that ML.NET reads on threads of its own: it comes out inside an exception that says nothing of it.</summary>
internal static class SourceProblem
{
    private const string Wrapped = "Splitter/consolidator worker encountered exception while consuming source data";

    /// <summary>The exception of the source; null where ML.NET has not wrapped one.</summary>
    public static Exception? In(InvalidOperationException problem)
    {
        Exception? cause = null;
        for (Exception? one = problem; one is InvalidOperationException { Message: Wrapped, InnerException: { } inner }; one = inner)
        {
            cause = inner;
        }

        return cause;
    }
}
