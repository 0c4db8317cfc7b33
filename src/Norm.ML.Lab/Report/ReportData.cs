using Norm.ML.Inspection;

namespace Norm.ML.Lab.Report;

/// <summary>The user's data in a report: exact statistics of all rows, and a sample of rows to draw from.</summary>
/// <param name="Name">What the report calls it: a file's name.</param>
/// <param name="Inspection">What the inspector saw; its channels have names.</param>
/// <param name="Sample">The rows that plots are drawn from.</param>
public sealed record ReportData(string Name, DataInspection Inspection, RowSample Sample)
{
    internal int Columns => Inspection.Columns.Count;

    internal long Rows => Inspection.Statistics.RowCount;
}
