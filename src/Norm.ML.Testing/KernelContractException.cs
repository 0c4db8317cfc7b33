namespace Norm.ML.Testing;

/// <summary>A kernel breaks its contract; the message says which rule, with the numbers.</summary>
public sealed class KernelContractException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public KernelContractException()
    {
    }

    /// <summary>An exception that says which part of the contract is broken.</summary>
    /// <param name="message">Which rule is broken, and how.</param>
    public KernelContractException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a cause.</summary>
    /// <param name="message">Which rule is broken, and how.</param>
    /// <param name="innerException">What the kernel threw.</param>
    public KernelContractException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
