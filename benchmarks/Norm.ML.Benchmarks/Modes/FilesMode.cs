using System.Globalization;
using Norm.ML.Benchmarks.FitFiles;
using Norm.ML.Benchmarks.Growth;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>
/// <c>norm-ml fit</c> on a large CSV file and its Parquet and Arrow twins, beside DuckDB's aggregates and pandas with scikit-learn: time and peak
/// memory.
/// </summary>
internal static class FilesMode
{
    /// <summary>The size of the CSV file whose results are kept.</summary>
    public const double Gigabytes = 2;

    private const int Columns = 20, Rounds = 3, FewRows = 100;

    public static int Run(string folder, double gigabytes)
    {
        DirectoryInfo place = Directory.CreateTempSubdirectory("norm-files-");
        try
        {
            long rows = Write(place.FullName, "large", (long)(gigabytes * 1e9), long.MaxValue);
            Write(place.FullName, "small", long.MaxValue, FewRows);
            RunFacts facts = RunFacts.Now("each run in a process of its own; files in the page cache");
            string text = $"""
                # Statistics of files beside DuckDB and pandas

                {string.Join("\n", facts.Lines().Select(line => "- " + line))}
                - {Environment.ProcessorCount} processors, all of which norm-ml and DuckDB use

                `dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- files --gigabytes {Text(gigabytes)}`

                {rows} rows of {Columns} doubles with six decimals. Each program learns count, mean, deviation, minimum and maximum of all columns
                (scikit-learn: mean and deviation). DuckDB runs inside a .NET process. The Parquet file is DuckDB's, with snappy; the Arrow file is
                not compressed. pandas reads neither without pyarrow, DuckDB no Arrow file without an extension; Polars is not served by Debian. The
                least seconds of {Rounds} runs in turn, and the largest peak of resident memory. "Start" is the same program on {FewRows}
                rows; MB/s and processor seconds are without it.

                {Table(place.FullName)}
                """;
            Console.WriteLine(text);
            if (gigabytes >= Gigabytes)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, "files.md"), text);
            }
            else
            {
                Console.WriteLine($"Not kept: less than {Text(Gigabytes)} GB.");
            }

            return 0;
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string FileOf(string folder, string name, string format) => Path.Combine(folder, $"{name}.{format}");

    private static long Write(string folder, string name, long bytes, long mostRows)
    {
        string csv = FileOf(folder, name, "csv");
        long rows = GrowthData.WriteCsv(csv, mostRows, Columns, bytes);
        DuckDbAggregates.WriteParquet(csv, FileOf(folder, name, "parquet"));
        ArrowTwin.Write(FileOf(folder, name, "arrow"), rows, Columns);
        return rows;
    }

    private static MarkdownTable Table(string folder)
    {
        var table = new MarkdownTable("file", "program", "seconds", "start", "processor seconds", "MB/s", "peak memory, MB");
        IReadOnlyList<FitProgram> programs = FitProgram.Present();
        foreach (string format in (string[])["csv", "parquet", "arrow"])
        {
            string large = FileOf(folder, "large", format), small = FileOf(folder, "small", format);
            double megabytes = new FileInfo(large).Length / 1e6;
            FitProgram[] readers = [.. programs.Where(program => program.Formats.Contains(format))];
            ToolRun[][] starts = InTurn(readers, small), runs = InTurn(readers, large);
            for (int i = 0; i < readers.Length; i++)
            {
                double start = starts[i].Min(run => run.Seconds), seconds = runs[i].Min(run => run.Seconds),
                    processor = runs[i].Min(run => run.ProcessorSeconds) - starts[i].Min(run => run.ProcessorSeconds);
                table.Add(i == 0 ? $"{format}, {Numbers.Short(megabytes)} MB" : "", readers[i].Name, Numbers.Short(seconds), Numbers.Short(start),
                    Numbers.Short(processor), Numbers.Short(megabytes / Math.Max(1e-3, seconds - start)),
                    Numbers.Short(runs[i].Max(run => run.PeakBytes) / 1e6));
            }
        }

        return table;
    }

    // Rounds in which all take their turn: what slows the machine down slows down all.
    private static ToolRun[][] InTurn(FitProgram[] programs, string path)
    {
        var runs = programs.Select(_ => new ToolRun[Rounds]).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < programs.Length; i++)
            {
                runs[i][round] = programs[i].Run(path);
            }
        }

        return runs;
    }
}
