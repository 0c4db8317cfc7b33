using System.Text;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>All times, a table per norm and place.</summary>
internal static class TimesReport
{
    public static string Write(IReadOnlyList<ComparisonResult> results)
    {
        var text = new StringBuilder();
        foreach (var group in results.GroupBy(result => (result.Work, result.Place)))
        {
            Contender[] contenders = [.. Enum.GetValues<Contender>().Where(contender => group.Any(result => result[contender] is not null))];
            string limit = group.Key.Work == Work.BatchStatistics ? "a memory read" : "a memory copy";
            var title = new Comparison(group.Key.Work, 1, group.Key.Place);
            text.Append($"### {title.WorkName}, {title.PlaceName}\n\nns per row (GB/s; times {limit})\n\n");
            var table = new MarkdownTable(["size", .. contenders.Select(contender => contender.Name())]);
            foreach (ComparisonResult result in group)
            {
                table.Add([result.Size, .. contenders.Select(contender => Cell(result[contender]))]);
            }

            text.Append(table).Append('\n');
        }
        return text.ToString();
    }

    private static string Cell(ContenderResult? result) => result is null
        ? ""
        : $"{Numbers.Short(result.NanosecondsPerRow)} ({Numbers.Short(result.GigabytesPerSecond)}; {Numbers.Short(result.ToLimit)})";
}
