namespace Norm.ML.Tool;

/// <summary>What is wrong with a file or a model, in one line for the user. The command ends with exit code 1.</summary>
sealed class ToolException : Exception
{
    public ToolException(string message)
        : base(message)
    {
    }

    public ToolException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>The cause of a problem, if there is one: ML.NET wraps what a cursor throws when it reads on several threads.</summary>
    public static ToolException? In(Exception? problem)
    {
        while (problem is not null and not ToolException)
            problem = problem.InnerException;
        return (ToolException?)problem;
    }
}
