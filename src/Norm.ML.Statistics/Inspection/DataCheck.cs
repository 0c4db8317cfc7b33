using Norm.ML.Internals.Inspection;

namespace Norm.ML.Inspection;

/// <summary>
/// The second pass of a data inspection, made by <see cref="DataScan.ToCheck"/>: the third moment about the mean that the first pass found, and how
/// many values lie beyond the outlier fences.
/// </summary>
public sealed class DataCheck
{
    private readonly RunningStatistics _statistics;
    private readonly RowSample _sample;
    private readonly ColumnTally[] _columns;
    private long _rows;

    internal DataCheck(RunningStatistics statistics, RowSample sample)
    {
        _statistics = statistics;
        _sample = sample;
        _columns = new ColumnTally[statistics.ChannelCount];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new ColumnTally(statistics[i], Quartiles.Of(sample.Column(i)));
        }
    }

    /// <summary>Adds rows.</summary>
    /// <param name="rows">Shape [n, columns], the rows of the first pass in any order.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of columns.</exception>
    public void Add(ReadOnlySpan<double> rows)
    {
        if (rows.Length % _columns.Length != 0)
        {
            throw new ArgumentException($"rows has {rows.Length} values, which is not a multiple of the {_columns.Length} columns.", nameof(rows));
        }

        for (; !rows.IsEmpty; rows = rows[_columns.Length..], _rows++)
        {
            for (int i = 0; i < _columns.Length; i++)
            {
                _columns[i].Add(rows[i]);
            }
        }
    }

    /// <summary>What was found.</summary>
    /// <exception cref="InvalidOperationException">The second pass saw another number of rows than the first: the data changed in
    /// between.</exception>
    public DataInspection ToInspection() => _rows == _statistics.RowCount
        ? new DataInspection(_statistics, _sample.Count,
            [.. _columns.Select((column, i) => column.ToInspection(_statistics[i], _statistics.RowCount))])
        : throw new InvalidOperationException($"The second pass saw {_rows} rows and the first {_statistics.RowCount}: the data changed in between.");
}
