using System.Diagnostics;
using System.Globalization;
using Norm.ML.Benchmarks.Growth;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>How <c>norm-ml fit</c> grows with rows, columns and workers; the largest on paper, from measured slopes.</summary>
internal static class GrowthMode
{
    private static readonly long[] Rows = [100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
    private static readonly int[] Columns = [10, 100, 1000];
    private static readonly int[] Workers = [1, 2];

    // A matrix is read so fast that more of it is needed.
    private const int MatrixFactor = 10;

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
            RunFacts facts = RunFacts.Now("each fit in a process of its own, its start included; files in the page cache");
            string cells = mostCells.ToString("0e0", CultureInfo.InvariantCulture);
            string text = $"""
                # How fitting grows

                {string.Join("\n", facts.Lines().Select(line => "- " + line))}

                `dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- growth --cells {cells}`

                The least of three runs; of one that takes longer than ten seconds, that one. "On paper" is larger than what was measured, and
                computed: a line over cells, by least squares through all measured points. Processor seconds are those of all threads together;
                they depend less on what else the machine does.

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

    private static string Table(string folder, double mostCells, string kind)
    {
        mostCells *= kind == "npy" ? MatrixFactor : 1;
        var table = new MarkdownTable("columns", "rows", "workers", "", "bytes moved", "seconds", "processor seconds", "processor ns per cell",
            "peak memory");
        string path = Path.Combine(folder, $"data.{kind}");
        var measured = new List<(int Columns, int Workers, double Cells, double Bytes, ToolRun Run)>();
        var larger = new List<(int Columns, long Rows, int Workers)>();
        foreach (int columns in Columns)
        {
            foreach (long rows in Rows)
            {
                double cells = (double)rows * columns;
                if (cells <= mostCells)
                {
                    if (kind == "csv")
                    {
                        GrowthData.WriteCsv(path, rows, columns);
                    }
                    else
                    {
                        GrowthData.WriteNpy(path, rows, columns);
                    }
                }

                foreach (int workers in Workers)
                {
                    if (cells <= mostCells)
                    {
                        double bytes = new FileInfo(path).Length;
                        var run = ToolRun.Best("fit", path, "--stats", path + ".nstat", "--workers", $"{workers}");
                        measured.Add((columns, workers, cells, bytes, run));
                        Add(table, columns, rows, workers, "measured", bytes, run.Seconds, run.ProcessorSeconds, Bytes(run.PeakBytes));
                        continue;
                    }

                    larger.Add((columns, rows, workers));
                }

                File.Delete(path);
            }
        }

        foreach ((int columns, long rows, int workers) in larger)
        {
            double cells = (double)rows * columns;
            var same = measured.Where(m => m.Workers == workers).ToList();
            double perCell = same.Sum(m => m.Bytes) / same.Sum(m => m.Cells);
            Add(table, columns, rows, workers, "on paper", cells * perCell, Line(m => m.Seconds), Line(m => m.ProcessorSeconds), "the same");

            double Line(Func<ToolRun, double> time) => GrowthLine.Through([.. same.Select(m => (m.Cells, time(m.Run)))]).At(cells);
        }

        return $"## {(kind == "csv" ? "CSV, ten characters a cell" : "NumPy matrix of floats")}\n\n{table}";
    }

    private static void Add(MarkdownTable table, int columns, long rows, int workers, string how, double bytes, double seconds, double processor,
        string peak) => table.Add(
    [
        $"{columns}", rows.ToString("0e0", CultureInfo.InvariantCulture), $"{workers}", how, Bytes(bytes), Numbers.Short(seconds),
        Numbers.Short(processor),
        Numbers.Short(processor * 1e9 / ((double)rows * columns)), peak,
    ]);

    // What the same bytes take to be read alone, beside a fit of them: where the fit takes much longer, numbers are the bound, else the memory or the
    // disk.
    private static string Bound(string folder, double mostCells)
    {
        const int Columns = 10;
        var table = new MarkdownTable("file", "bytes", "read alone, GB/s", "fit, 1 worker, GB/s", "fit, 2 workers, GB/s",
            "fit, GB per processor second", "bound");
        ToolRun start = ToolRun.Best("--help");
        foreach (string kind in (string[])["csv", "npy"])
        {
            string path = Path.Combine(folder, $"bound.{kind}");
            long rows = (long)(mostCells / Columns) * (kind == "csv" ? 1 : MatrixFactor);
            if (kind == "csv")
            {
                GrowthData.WriteCsv(path, rows, Columns);
            }
            else
            {
                GrowthData.WriteNpy(path, rows, Columns);
            }

            double bytes = new FileInfo(path).Length, read = Read(path);
            ToolRun one = Fit(path, "1"), two = Fit(path, "2");
            double processor = Math.Max(1e-3, one.ProcessorSeconds - start.ProcessorSeconds);
            string bound = processor <= 2 * read ? "reading bytes: memory or disk" : kind == "csv" ? "reading numbers: processors"
                : "adding numbers: processors";
            table.Add([kind, Bytes(bytes), Rate(read), Rate(one.Seconds - start.Seconds), Rate(two.Seconds - start.Seconds), Rate(processor), bound]);
            File.Delete(path);

            string Rate(double seconds) => Numbers.Short(bytes / Math.Max(1e-3, seconds) / 1e9);
        }

        return $"## Where the bound is\n\nThe start of a process is taken away from its time.\n\n{table}";
    }

    private static ToolRun Fit(string path, string workers) => ToolRun.Best("fit", path, "--stats", path + ".nstat", "--workers", workers);

    private static double Read(string path)
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

    private static string Bytes(double bytes) => bytes >= 1e9 ? $"{Numbers.Short(bytes / 1e9)} GB" : $"{Numbers.Short(bytes / 1e6)} MB";
}
