namespace Norm.ML;

/// <summary>
/// Statistics could not be computed in a database. The message is one line that names the table and column and gives the database's own reason; it
/// never holds a connection string. Nothing was counted.
/// </summary>
public sealed class SqlFitException : Exception
{
    /// <summary>An exception with a message of one line.</summary>
    /// <param name="message">What is wrong, where, and what is accepted.</param>
    /// <param name="cause">What the database's driver threw, if anything.</param>
    public SqlFitException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
