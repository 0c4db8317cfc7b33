using Microsoft.ML;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;

namespace Norm.ML;

public abstract partial class FittedNormTransformer
{
    /// <summary>The way back, for all columns: each normalized column is read, and the column that it was made from is written.</summary>
    /// <returns>A transformer that needs no estimator: use it, save it or append it to a chain.</returns>
    /// <exception cref="ArgumentException">
    /// Two columns were made from one; name the wanted one with <see cref="Inverse(string, string?, string?)"/>.
    /// </exception>
    public BatchNormInverseTransformer Inverse() =>
        new(Host, ColumnPairs.Check([.. Columns.Select(pair => new InputOutputColumnPair(pair.InputColumnName, pair.OutputColumnName))]), Model);

    /// <summary>The inverse for one column of another name, such as the Score column that a trainer predicts for a normalized label.</summary>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column of normalized values; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="columnName">
    /// Whose statistics are used, by its name before or after normalization; null where this transformer has one column only.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnName"/> does not name one column of this transformer; the message lists them.
    /// </exception>
    public BatchNormInverseTransformer Inverse(string outputColumnName, string? inputColumnName = null, string? columnName = null)
    {
        InputOutputColumnPair pair = ColumnPairs.Of(outputColumnName, inputColumnName);
        return new(Host, [pair], new BatchNormModel([pair], Options, [Model.Learned[IndexOf(columnName)]],
            Model.Groups is { } groups ? [groups[IndexOf(columnName)]] : null));
    }
}
