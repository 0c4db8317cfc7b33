using System.Diagnostics;
using System.Globalization;
using Norm.ML.Benchmarks.Growth;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>How <c>norm-ml fit</c> grows with rows, columns and workers; the largest on paper, from measured slopes.</summary>
static class GrowthMode
{
    static readonly long[] Rows = [100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
    static readonly int[] Columns = [10, 100, 1000];
    static readonly int[] Workers = [1, 2];

    /// <summary>Writes a large file and nothing else.</summary>
    public static int Write(string path, double gigabytes, int columns)
    {
        GrowthData.WriteCsv(path, long.MaxValue, columns, (long)(gigabytes * 1e9));
        Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes");
        return 0;
    }

    public static int Run(string folder, double mostCells)
    {
        DirectoryInfo place = Directory.CreateTempSubdirectory("norm-growth-");
        try
        {
            string text = $"""
                # How fitting grows

                {string.Join("\n", RunFacts.Now("each fit in a process of its own, its start included; files in the page cache").Lines().Select(line => "- " + line))}

                `dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- growth --cells {mostCells.ToString("0e0", CultureInfo.InvariantCulture)}`

                "On paper" lines are larger than that and computed: a line over cells through the least and the largest measured point of the same columns, or of the most
                columns measured. Processor seconds are those of all threads together; they depend less on what else the machine does.

                {Table(place.FullName, mostCells, "csv")}
                {Table(place.FullName, mostCells, "npy")}
                {Bound(place.FullName, mostCells)}
                """;
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "growth.md"), text);
            Console.WriteLine(text);
            return 0;
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    static string Table(string folder, double mostCells, string kind)
    {
        var table = new MarkdownTable("columns", "rows", "workers", "", "bytes moved", "seconds", "processor seconds", "ns per cell", "peak memory");
        string path = Path.Combine(folder, $"data.{kind}");
        var measured = new List<(int Columns, int Workers, double Cells, double Bytes, ToolRun Run)>();
        foreach (int columns in Columns)
        {
            foreach (long rows in Rows)
            {
                double cells = (double)rows * columns;
                if (cells <= mostCells)
                {
                    if (kind == "csv") GrowthData.WriteCsv(path, rows, columns);
                    else GrowthData.WriteNpy(path, rows, columns);
                }

                foreach (int workers in Workers)
                {
                    if (cells <= mostCells)
                    {
                        double bytes = new FileInfo(path).Length;
                        var run = ToolRun.Of("fit", path, "--stats", path + ".nstat", "--workers", $"{workers}");
                        measured.Add((columns, workers, cells, bytes, run));
                        Add(table, columns, rows, workers, "measured", bytes, run.Seconds, run.ProcessorSeconds, Bytes(run.PeakBytes));
                        continue;
                    }

                    var same = measured.Where(m => m.Workers == workers && m.Columns == measured.Where(o => o.Columns <= columns).Max(o => o.Columns)).ToList();
                    GrowthLine wall = GrowthLine.Through([.. same.Select(m => (m.Cells, m.Run.Seconds))]), processor = GrowthLine.Through([.. same.Select(m => (m.Cells, m.Run.ProcessorSeconds))]);
                    double perCell = same[^1].Bytes / same[^1].Cells;
                    Add(table, columns, rows, workers, "on paper", cells * perCell, wall.At(cells), processor.At(cells), "the same");
                }

                File.Delete(path);
            }
        }

        return $"## {(kind == "csv" ? "CSV, ten characters a cell" : "NumPy matrix of floats")}\n\n{table}";
    }

    static void Add(MarkdownTable table, int columns, long rows, int workers, string how, double bytes, double seconds, double processor, string peak) => table.Add(
    [
        $"{columns}", rows.ToString("0e0", CultureInfo.InvariantCulture), $"{workers}", how, Bytes(bytes), Numbers.Short(seconds), Numbers.Short(processor),
        Numbers.Short(seconds * 1e9 / ((double)rows * columns)), peak,
    ]);

    // What the same bytes take to be read alone, beside a fit of them: where the fit takes much longer, numbers are the bound, else the memory or the disk.
    static string Bound(string folder, double mostCells)
    {
        const int Columns = 10;
        long rows = (long)(mostCells / Columns);
        var table = new MarkdownTable("file", "bytes", "read alone, GB/s", "fit, 1 worker, GB/s", "fit, 2 workers, GB/s", "bound");
        foreach (string kind in (string[])["csv", "npy"])
        {
            string path = Path.Combine(folder, $"bound.{kind}");
            if (kind == "csv") GrowthData.WriteCsv(path, rows, Columns);
            else GrowthData.WriteNpy(path, rows, Columns);
            double bytes = new FileInfo(path).Length, start = ToolRun.Of("--help").Seconds;
            double read = Read(path), one = Fit(path, "1"), two = Fit(path, "2");
            table.Add([kind, Bytes(bytes), Numbers.Short(bytes / read / 1e9), Numbers.Short(bytes / one / 1e9), Numbers.Short(bytes / two / 1e9), two > 2 * read ? "reading numbers: processors" : "reading bytes: memory or disk"]);
            File.Delete(path);

            double Fit(string name, string workers) => Math.Max(1e-3, ToolRun.Of("fit", name, "--stats", name + ".nstat", "--workers", workers).Seconds - start);
        }

        return $"## Where the bound is\n\nThe start of a process is taken away from its time.\n\n{table}";
    }

    static double Read(string path)
    {
        byte[] buffer = new byte[1 << 20];
        double best = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            var watch = Stopwatch.StartNew();
            while (file.Read(buffer) > 0) { }
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    static string Bytes(double bytes) => bytes >= 1e9 ? $"{Numbers.Short(bytes / 1e9)} GB" : $"{Numbers.Short(bytes / 1e6)} MB";
}
