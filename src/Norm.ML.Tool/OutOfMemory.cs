namespace Norm.ML.Tool;

/// <summary>More memory was needed than the machine, a container or DOTNET_GCHeapHardLimit gives.</summary>
internal static class OutOfMemory
{
    public const string Message = "There is not enough memory: that of the machine, or what a container or DOTNET_GCHeapHardLimit leaves of it. "
        + "'--workers 1' needs the least.";

    /// <summary>Whether it is the cause of a problem: threads and initializers wrap it.</summary>
    public static bool In(Exception? problem) => problem switch
    {
        null => false,
        OutOfMemoryException => true,
        AggregateException several => several.InnerExceptions.Any(In),
        _ => In(problem.InnerException),
    };
}
