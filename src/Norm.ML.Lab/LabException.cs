namespace Norm.ML.Lab;

/// <summary>Why the lab cannot start, in one line for the user.</summary>
public sealed class LabException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">The line.</param>
    /// <param name="cause">The cause, if there is one.</param>
    public LabException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
