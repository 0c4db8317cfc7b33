namespace Norm.ML.Tool;

/// <summary>Nobody reads standard output any more, as after <c>| head -1</c>: the command ends without a word, as others do.</summary>
internal sealed class ReaderGoneException() : Exception("Nobody reads standard output any more.");
