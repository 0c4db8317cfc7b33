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
}
