using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class TransformExtensionsCatalog
{
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
        new(catalog.GetEnvironment(), outputColumnName, inputColumnName);

    public static ColumnConcatenatingEstimator Concatenate(
        this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames) =>
        new(catalog.GetEnvironment(), outputColumnName, inputColumnNames);

    internal static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, params InputOutputColumnPair[] columns) =>
        new(catalog.GetEnvironment(), InputOutputColumnPair.ConvertToValueTuples(columns));
}
