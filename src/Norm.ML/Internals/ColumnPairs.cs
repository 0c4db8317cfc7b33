using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Norm.ML.Internals;

/// <summary>What every extension method on the catalog does with its arguments.</summary>
internal static class ColumnPairs
{
    public static InputOutputColumnPair Of(string outputColumnName, string? inputColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        return new InputOutputColumnPair(outputColumnName, inputColumnName ?? outputColumnName);
    }

    public static InputOutputColumnPair[] Check(InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0)
        {
            throw new ArgumentException("No columns are named; at least one is needed.", nameof(columns));
        }

        string? twice = columns.GroupBy(column => column.OutputColumnName).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? columns : throw new ArgumentException($"Output column '{twice}' is named twice.", nameof(columns));
    }

    /// <summary>The environment behind <c>mlContext.Transforms</c>: where log messages go.</summary>
    public static IHostEnvironment GetHost(this TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ((IInternalCatalog)catalog).Environment;
    }
}
