using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>Small parts of sentences.</summary>
internal static class Words
{
    public static string Number(double value) => Say.Number(value);

    public static string Percent(double share) => Say.Percent(share);

    /// <summary>1 row, 2 rows.</summary>
    public static string Count(long count, string one) => Say.Count(count, one);
}
