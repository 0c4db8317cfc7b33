using System.Diagnostics;
using Norm.ML.Benchmarks.Growth;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.FitFiles;

/// <summary>A program that learns the statistics of a file, in a process of its own.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Formats">The formats that it reads: csv, parquet, arrow.</param>
/// <param name="Program">What is run.</param>
/// <param name="Arguments">Its arguments for a file.</param>
internal sealed record FitProgram(string Name, IReadOnlyList<string> Formats, string Program, Func<string, string[]> Arguments)
{
    private const string Chunked = "chunks";

    /// <summary>Those that are on this machine.</summary>
    public static IReadOnlyList<FitProgram> Present()
    {
        List<FitProgram> programs =
        [
            new("norm-ml fit", ["csv", "parquet", "arrow"], ToolRun.Host,
                path => [ToolRun.Tool, "fit", path, "--stats", path + ".nstat", "--quiet"]),
            new($"DuckDB {DuckDbAggregates.Version}", ["csv", "parquet"], ToolRun.Host,
                path => [Path.Combine(AppContext.BaseDirectory, "Norm.ML.Benchmarks.dll"), "duckdb-aggregates", "--file", path]),
        ];
        if (Python() is { } python)
        {
            string script = Path.Combine(RepositoryFiles.Peers, "pandas_fit.py");
            programs.Add(new($"pandas {python.Version}, whole file, StandardScaler.fit", ["csv"], python.Path, path => [script, path]));
            programs.Add(new($"pandas {python.Version}, in chunks, partial_fit", ["csv"], python.Path, path => [script, path, Chunked]));
        }

        return programs;
    }

    public ToolRun Run(string path) => ToolRun.Of(Program, Arguments(path));

    private static (string Path, string Version)? Python()
    {
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python,
                    ["-c", "import pandas, sklearn; print(pandas.__version__ + ' with scikit-learn ' + sklearn.__version__)"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                string output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return (python, output.Trim());
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }

        return null;
    }
}
