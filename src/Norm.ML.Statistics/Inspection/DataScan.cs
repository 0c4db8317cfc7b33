namespace Norm.ML.Inspection;

/// <summary>
/// The first of the two passes of a data inspection: exact moments of every column, and a sample of the rows for the quartiles. <see cref="ToCheck"/>
/// goes on with the second pass over the same rows. Memory does not grow with the rows.
/// </summary>
/// <remarks>For data that is in memory, <see cref="DataInspection.Of"/> makes both passes.</remarks>
public sealed class DataScan
{
    // 4 million values are 32 MB. With 800 rows, the rank of a quartile is known to 1.5 %.
    private const int SampledValues = 1 << 22, MostSampledRows = 1 << 16, LeastSampledRows = 512;

    private readonly StatisticsAccumulator _moments;

    /// <summary>Creates a pass that has seen no rows.</summary>
    /// <param name="columns">The number of columns, at least 1.</param>
    /// <param name="columnNames">Their names: as many, all different; or null.</param>
    /// <exception cref="ArgumentException">The number or a name is out of range.</exception>
    public DataScan(int columns, IReadOnlyList<string>? columnNames = null)
    {
        _moments = new StatisticsAccumulator(columns, NonFinitePolicy.Ignore, columnNames);
        Sample = new RowSample(columns, Math.Clamp(SampledValues / columns, LeastSampledRows, MostSampledRows));
    }

    /// <summary>The number of columns.</summary>
    public int ColumnCount => _moments.ChannelCount;

    /// <summary>
    /// The rows that quartiles are taken from: all rows, or a uniform sample of 512 to 65,536 of them, the fewer the more columns there are.
    /// </summary>
    public RowSample Sample { get; }

    /// <summary>Adds rows.</summary>
    /// <param name="rows">Shape [n, columns], row after row. NaN is a missing value.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of columns.</exception>
    public void Add(ReadOnlySpan<double> rows)
    {
        _moments.Add(rows);
        for (; !rows.IsEmpty; rows = rows[ColumnCount..])
        {
            Sample.AddRow(rows[..ColumnCount]);
        }
    }

    /// <summary>The second pass, which takes the same rows once more.</summary>
    public DataCheck ToCheck() => new(_moments.ToStatistics(), Sample);
}
