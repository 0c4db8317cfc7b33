namespace Norm.ML;

/// <summary>A call on live statistics that was refused or could not be done. What the call would have added is not counted, or,
/// after <see cref="LiveProblem.Storage"/> and <see cref="LiveProblem.Unavailable"/>, the same call again finds it counted.</summary>
public sealed class LiveStatisticsException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">The same for people, with names and numbers.</param>
    /// <param name="inner">What caused it, if another exception did.</param>
    public LiveStatisticsException(LiveProblem problem, string message, Exception? inner = null) : base(message, inner) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public LiveProblem Problem { get; }

    /// <summary>Whether the same call may succeed later, since silos or storage do not answer now or are busy (<see cref="LiveProblem.Unavailable"/>,
    /// <see cref="LiveProblem.Storage"/>, <see cref="LiveProblem.Busy"/>). Any other problem stays until something is changed.</summary>
    public bool IsTransient => Problem is LiveProblem.Unavailable or LiveProblem.Storage or LiveProblem.Busy;
}
