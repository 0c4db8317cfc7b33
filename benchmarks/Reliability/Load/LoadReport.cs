using System.Globalization;
using System.Runtime.InteropServices;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Load;

/// <summary>What a run has shown.</summary>
internal sealed class LoadReport(
    LoadClient[] clients, TimeSpan time, int replaced, List<(TimeSpan At, long Rows, ServiceUse Use)> seen, long wanted)
{
    // What a working set may grow by from the middle of the run to its end: pages that the collector has not given back yet.
    private const double MostGrowth = 1.1;

    private const long Slack = 16 << 20;

    private long Rows => clients.Sum(client => client.Rows);

    private long Wrong => clients.Sum(client => client.Wrong);

    private long Failed => clients.Sum(client => client.Failed);

    // Start: after a tenth of the time, when all code is compiled.
    private ServiceUse Start => At(0.1);

    private ServiceUse Middle => At(0.5);

    private ServiceUse End => seen[^1].Use;

    // The highest of the last fifth beside the highest of the middle one: one reading is as the collector has left it.
    private bool IsFlat => Highest(0.8, 1) <= (Highest(0.4, 0.6) * MostGrowth) + Slack;

    public bool Holds => Wrong == 0 && Failed == 0 && IsFlat && clients.All(client => client.ByModel.All(count => count > 0));

    public void Print()
    {
        foreach (string line in Lines())
        {
            Console.WriteLine(line);
        }
    }

    public void Write(string file, string arguments)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllLines(file,
        [
            "# The sample service under load",
            "",
            string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, {Processor.Name}, {Environment.ProcessorCount} processors ")
                + $"for the service and its clients together, {RuntimeInformation.FrameworkDescription}. Other work ran beside it. Made by",
            "",
            $"    dotnet run -c Release --project benchmarks/Reliability -- {arguments}",
            "",
            .. Lines(),
        ]);
    }

    private IEnumerable<string> Lines()
    {
        (long rowsThen, ServiceUse then) = (seen[seen.Count / 10].Rows, seen[seen.Count / 10].Use);
        double perRow = (End.AllocatedBytes - then.AllocatedBytes) / (double)Math.Max(1, seen[^1].Rows - rowsThen);
        float[] single = Sorted(client => client.Single), batch = Sorted(client => client.Batch);
        yield return "| measured | |";
        yield return "| --- | ---: |";
        yield return Line("clients, each on one connection that is kept", $"{clients.Length}");
        yield return Line("minutes", $"{time.TotalMinutes:F1}");
        yield return Line($"rows of {LoadModels.RowLength} numbers ({wanted:N0} wanted)", $"{Rows:N0}");
        yield return Line("rows a second", $"{Rows / time.TotalSeconds:N0}");
        yield return Line("requests: one row, 1 to 128 rows", $"{single.Length:N0}, {batch.Length:N0}");
        yield return Line("wrong rows", $"{Wrong}");
        yield return Line("failed requests", $"{Failed}");
        yield return Line("times that the model's file was replaced", $"{replaced}");
        yield return Line("answers of each model, all of each by one", string.Join(", ", Enumerable.Range(0, clients[0].ByModel.Length)
            .Select(model => clients.Sum(client => client.ByModel[model]).ToString("N0", CultureInfo.InvariantCulture))));
        yield return Line("one row, ms: p50, p99, p99.9, longest", Percentiles(single));
        yield return Line("1 to 128 rows, ms: p50, p99, p99.9, longest", Percentiles(batch));
        yield return Line("bytes that the service allocates per row", $"{perRow:N0}");
        yield return Line("working set of the service, MiB: after a tenth, middle, end",
            $"{Start.WorkingSet >> 20}, {Middle.WorkingSet >> 20}, {End.WorkingSet >> 20}");
        yield return Line("heap of the service, MiB: after a tenth, middle, end",
            $"{Start.HeapBytes >> 20}, {Middle.HeapBytes >> 20}, {End.HeapBytes >> 20}");
        yield return Line("no growth of memory", IsFlat ? "holds" : "DOES NOT HOLD");
        foreach (string problem in clients.SelectMany(client => client.Problems).Take(5))
        {
            yield return Line("problem", $"{problem.ReplaceLineEndings(" ").Replace('|', '/')}");
        }
    }

    private static string Line(string what, string value) => $"| {what} | {value} |";

    private float[] Sorted(Func<LoadClient, List<float>> times) => [.. clients.SelectMany(times).Order()];

    private static string Percentiles(float[] times) => times.Length == 0 ? "-" : string.Join(", ", new[] { 0.5, 0.99, 0.999, 1 }
        .Select(part => times[Math.Min(times.Length - 1, (int)(part * times.Length))].ToString("F1", CultureInfo.InvariantCulture)));

    private ServiceUse At(double part) => seen[(int)(part * (seen.Count - 1))].Use;

    private double Highest(double from, double to) =>
        seen[(int)(from * (seen.Count - 1))..((int)(to * (seen.Count - 1)) + 1)].Max(one => one.Use.WorkingSet);
}
