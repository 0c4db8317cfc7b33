using Norm.ML.Inspection;

namespace Norm.ML.Lab.Report;

/// <summary>A column of the user's file that the report does not look at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, without a full stop: for example <c>it holds text, such as 'Bern'</c>.</param>
public sealed record LeftOutColumn(string Name, string Reason);

/// <summary>The user's data in a report: exact statistics of all rows, and a sample of rows to draw from.</summary>
/// <param name="Name">What the report calls it: a file's name.</param>
/// <param name="Inspection">What the inspector saw; its channels have names.</param>
/// <param name="Sample">The rows that plots are drawn from.</param>
public sealed record ReportData(string Name, DataInspection Inspection, RowSample Sample)
{
    /// <summary>When the file was last written; null if that is not known.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>Columns of the file that are not looked at; none if all are.</summary>
    public IReadOnlyList<LeftOutColumn> LeftOut { get; init; } = [];

    internal int Columns => Inspection.Columns.Count;

    internal long Rows => Inspection.Statistics.RowCount;

    internal string Dated => Written is { } written
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} of {written.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : Name;
}
