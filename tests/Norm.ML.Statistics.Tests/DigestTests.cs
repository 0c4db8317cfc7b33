using System.Runtime.CompilerServices;
using Norm.ML.Digests;

namespace Norm.ML.Tests.Statistics;

/// <summary>
/// The bytes of statistics files are constants: <c>tests/Digests/digests.txt</c> has a line for each way to gather statistics. The suite runs with
/// vectors of 512, 256 and 128 bits and without. After a deliberate change of the arithmetic or the file format, <c>NORM_ML_WRITE_DIGESTS=1</c>
/// rewrites them.
/// </summary>
public sealed class DigestTests
{
    [Fact]
    public void Every_way_to_gather_statistics_gives_the_committed_bytes() => Check(StatisticsDigests.All());

    private static void Check(Dictionary<string, string> actual, [CallerFilePath] string source = "")
    {
        string table = Path.Combine(Path.GetDirectoryName(source)!, "../Digests/digests.txt");
        ILookup<bool, string> lines = File.ReadAllLines(table).ToLookup(line => line.StartsWith(StatisticsDigests.Group, StringComparison.Ordinal));
        string[] own = [.. actual.Select(line => $"{line.Key} -> {line.Value}").Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("NORM_ML_WRITE_DIGESTS") == "1")
        {
            File.WriteAllLines(table, lines[false].Concat(own).Order(StringComparer.Ordinal));
        }
        else
        {
            Assert.Equal(lines[true], own);
        }
    }
}
