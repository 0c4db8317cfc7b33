using Norm.ML.Internals.Inspection;

namespace Norm.ML.Inspection;

/// <summary>What an inspection found in data of rows by columns.</summary>
/// <remarks>
/// <para>Two passes in constant memory. Mean, deviation, least and greatest value, missing, infinite, skewness and the number of outliers are exact
/// over all rows; only the quartiles that the outlier fences hang on come from a sample where there are many rows (<see cref="SampledRows"/>).</para>
/// <para>Outliers lie beyond Tukey's outer fences, 3 interquartile ranges outside the quartiles: unlike "k standard deviations", the spread that
/// outliers cause cannot hide them. All thresholds and their reasons are in <see cref="InspectionThresholds"/>.</para>
/// </remarks>
public sealed class DataInspection
{
    internal DataInspection(RunningStatistics statistics, int sampledRows, IReadOnlyList<ColumnInspection> columns)
    {
        Statistics = statistics;
        SampledRows = sampledRows;
        Columns = columns;
        Findings = [.. TableChecks.Run(this), .. columns.SelectMany(column => column.Findings)];
    }

    /// <summary>The exact moments of all columns.</summary>
    public RunningStatistics Statistics { get; }

    /// <summary>How many rows the quartiles were taken from.</summary>
    public int SampledRows { get; }

    /// <summary>One for each column.</summary>
    public IReadOnlyList<ColumnInspection> Columns { get; }

    /// <summary>What was found about the data as a whole, then about each column.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Inspects data that is in memory.</summary>
    /// <param name="rows">Shape [n, columns], row after row. NaN is a missing value.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    /// <param name="columnNames">Their names: as many, all different; or null.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of columns, or the names do not fit.</exception>
    public static DataInspection Of(ReadOnlySpan<double> rows, int columns, IReadOnlyList<string>? columnNames = null)
    {
        var scan = new DataScan(columns, columnNames);
        scan.Add(rows);
        DataCheck check = scan.ToCheck();
        check.Add(rows);
        return check.ToInspection();
    }
}
