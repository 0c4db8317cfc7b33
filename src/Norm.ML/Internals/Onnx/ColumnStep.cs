using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Norm.ML.Internals.Onnx;

/// <summary>What one of ML.NET's own transformers does to a column, where a graph can say the same.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Output">The column that is made. Its type is in the schema that the transformer gives.</param>
/// <param name="Inputs">The columns that it is made of, one but for <see cref="ColumnStepKind.Concatenate"/>.</param>
internal sealed record ColumnStep(ColumnStepKind Kind, string Output, IReadOnlyList<string> Inputs)
{
    /// <summary>The steps of a transformer; null if it is not one of the three.</summary>
    public static IReadOnlyList<ColumnStep>? Of(ITransformer transformer) => transformer switch
    {
        ColumnConcatenatingTransformer step =>
            [.. step.Columns.Select(column => new ColumnStep(ColumnStepKind.Concatenate, column.outputColumnName, column.inputColumnNames))],
        ColumnCopyingTransformer step =>
            [.. step.Columns.Select(column => new ColumnStep(ColumnStepKind.Copy, column.outputColumnName, [column.inputColumnName]))],
        TypeConvertingTransformer step =>
            [.. step.Columns.Select(column => new ColumnStep(ColumnStepKind.Convert, column.Name, [column.InputColumnName]))],
        _ => null,
    };
}

/// <summary>The transformers of ML.NET that can stand before or after a norm in a file of Norm.ML.Onnx.</summary>
internal enum ColumnStepKind
{
    /// <summary>Columns one after the other in one vector.</summary>
    Concatenate,

    /// <summary>The same values under another name.</summary>
    Copy,

    /// <summary>The same values in another type.</summary>
    Convert,
}
