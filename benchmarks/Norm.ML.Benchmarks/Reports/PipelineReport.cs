using Norm.ML.Benchmarks.Pipeline;

namespace Norm.ML.Benchmarks.Reports;

internal static class PipelineReport
{
    public static string Table(IReadOnlyList<PipelineResult> results)
    {
        var table = new MarkdownTable("100,000 rows of 768 floats, one cursor", "ns per row", "to reading", "bytes allocated per row");
        foreach (PipelineResult result in results)
        {
            table.Add(result.Task, Numbers.Short(result.NanosecondsPerRow), Numbers.Short(result.ToReading),
                Numbers.Short(result.AllocatedBytesPerRow));
        }

        return table.ToString();
    }
}
