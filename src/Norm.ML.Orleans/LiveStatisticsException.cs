namespace Norm.ML;

/// <summary>A call on live statistics that was refused or could not be done. What the call would have added is not counted.</summary>
public sealed class LiveStatisticsException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">The same for people, with names and numbers.</param>
    /// <param name="inner">What caused it, if another exception did.</param>
    public LiveStatisticsException(LiveProblem problem, string message, Exception? inner = null) : base(message, inner) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public LiveProblem Problem { get; }
}
