namespace Norm.ML.Tool.Csv;

/// <summary>What a column holds.</summary>
enum ColumnKind
{
    /// <summary>No value in any row.</summary>
    Empty,

    /// <summary>Its first value is a number.</summary>
    Numbers,

    /// <summary>Its first value is not a number.</summary>
    Text,
}
