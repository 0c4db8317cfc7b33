using Norm.ML.Inspection;
namespace Norm.ML.Lab.Report.Sections;

/// <summary>The user's data as plots need it.</summary>
internal static class DataRows
{
    /// <summary>Columns that are drawn one by one.</summary>
    public const int MostColumns = 24;

    /// <summary>Rows that go through the row norms for a plot.</summary>
    public const int MostRows = 4096;

    /// <summary>The columns that are drawn: all in the order of the file, or those with the gravest findings, the gravest first.</summary>
    public static int[] Drawn(ReportData data) => data.Columns <= MostColumns ? [.. Enumerable.Range(0, data.Columns)] :
    [
        .. Enumerable.Range(0, data.Columns)
            .OrderByDescending(column =>
                data.Inspection.Columns[column].Findings.Select(finding => 1 + (int)finding.Severity).DefaultIfEmpty(0).Max())
            .ThenByDescending(column => Size(data.Inspection.Columns[column].Findings))
            .ThenBy(column => column)
            .Take(MostColumns),
    ];

    // Among findings of one level, the one whose number is largest.
    private static double Size(IReadOnlyList<Finding> findings) => findings.Count == 0 ? 0
        : findings.Where(finding => finding.Severity == findings.Max(one => one.Severity))
            .Max(finding => double.IsFinite(finding.Value) ? Math.Abs(finding.Value) : 0);

    /// <summary>BatchNorm as it is fitted on the data: exact statistics, epsilon 0, constant columns centred only.</summary>
    public static FittedBatchNorm<double> BatchNorm(ReportData data)
    {
        int columns = data.Columns;
        double[] mean = new double[columns], low = new double[columns], variance = new double[columns];
        for (int i = 0; i < columns; i++)
        {
            ChannelStatistics column = data.Inspection.Statistics[i];
            (mean[i], low[i]) = column.Count > 0 ? (column.Mean, column.MeanLow) : (0, 0);
            variance[i] = column.Variance is var spread and > 0 && double.IsFinite(spread) ? spread : 1;
        }

        return new FittedBatchNorm<double>(mean, variance, default, default, 0, low);
    }

    /// <summary>Every so-many-th row of the sample without those that lack a value.</summary>
    /// <param name="data">The data.</param>
    /// <param name="left">How many of the rows looked at were left out.</param>
    public static double[] Whole(ReportData data, out int left)
    {
        double[] sample = data.Sample.ToArray();
        int columns = data.Columns, rows = data.Sample.Count, looked = Math.Min(rows, MostRows);
        var whole = new List<double>(looked * columns);
        left = 0;
        for (int i = 0; i < looked; i++)
        {
            ReadOnlySpan<double> row = sample.AsSpan((int)((long)i * rows / looked) * columns, columns);
            bool finite = true;
            foreach (double value in row)
            {
                finite &= double.IsFinite(value);
            }

            if (finite)
            {
                whole.AddRange(row);
            }
            else
            {
                left++;
            }
        }

        return [.. whole];
    }

    /// <summary>One column of rows.</summary>
    public static double[] Column(double[] rows, int columns, int column)
    {
        double[] values = new double[rows.Length / columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = rows[i * columns + column];
        }

        return values;
    }
}
