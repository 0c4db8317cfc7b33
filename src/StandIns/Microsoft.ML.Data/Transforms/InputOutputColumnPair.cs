namespace Microsoft.ML;

/// <summary>An output column and the input column it is made from, by default the one of the same name.</summary>
public sealed class InputOutputColumnPair
{
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        if (string.IsNullOrEmpty(outputColumnName))
            throw new ArgumentOutOfRangeException(nameof(outputColumnName), "An output column needs a name.");
        InputColumnName = inputColumnName ?? outputColumnName;
        OutputColumnName = outputColumnName;
    }

    public string InputColumnName { get; }

    public string OutputColumnName { get; }

    internal static (string outputColumnName, string inputColumnName)[] ConvertToValueTuples(InputOutputColumnPair[] infos) =>
        [.. infos.Select(info => (info.OutputColumnName, info.InputColumnName))];
}
