using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>Small parts of sentences.</summary>
static class ReportText
{
    public static string Number(double value) => MessageText.Number(value);

    public static string Percent(double share) => MessageText.Percent(share);

    /// <summary>1 row, 2 rows.</summary>
    public static string Count(long count, string one) => MessageText.Count(count, one);
}
