namespace Microsoft.ML.StandIns;

/// <summary>The exceptions for schemas that do not fit.</summary>
internal static class Mismatch
{
    public static ArgumentOutOfRangeException NoColumn(string parameter, string column) =>
        new(parameter, $"Could not find input column '{column}'");

    public static ArgumentOutOfRangeException Type(string parameter, string column, string expected, string actual) =>
        new(parameter, $"Schema mismatch for input column '{column}': expected {expected}, got {actual}");
}
