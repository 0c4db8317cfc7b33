namespace Norm.ML.Tool;

/// <summary>The user stopped the command, and something was kept: the message says what. The command ends with exit code 130.</summary>
internal sealed class StoppedException(string message) : Exception(message);
