using Microsoft.ML;
using Norm.ML.Internals.Groups;

namespace Norm.ML.Internals.Fitting;

/// <summary>The column with the keys of a fit, and the keys that were met; shared by all cursors.</summary>
internal sealed class FitKeys(DataViewSchema.Column column)
{
    public GroupKeys Keys { get; } = new();

    public IEnumerable<DataViewSchema.Column> Columns => [column];

    /// <summary>What gives the number of the current row's key; -1 where it is missing.</summary>
    public Func<int> CreateReader(DataViewRowCursor cursor)
    {
        KeyReader read = KeyColumn.CreateReader(cursor, column);
        return () =>
        {
            try
            {
                return Keys.NumberOf(read());
            }
            catch (ArgumentException problem)
            {
                throw new InvalidOperationException($"Column '{column.Name}', row {cursor.Position}: {problem.Message}", problem);
            }
        };
    }
}
