using DuckDB.NET.Data;

namespace Norm.ML.Others;

/// <summary>The variance of one column, several times: by DuckDB on several threads, and by this project over the same rows cut into
/// shares.</summary>
internal static class DuckDb
{
    private const int Rows = 3_000_000, Runs = 8;

    public static void Run()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute(connection, "SET threads = 4");
        // Whole numbers and a division: no function whose bits could differ.
        Execute(connection, $"CREATE TABLE t AS SELECT i, 1e6 + (i * 2654435761 % 1000003) / 1000003.0 AS x FROM range({Rows}) r(i)");
        double[] answers = [.. Enumerable.Range(0, Runs).Select(_ => (double)Execute(connection, "SELECT var_pop(x) FROM t")!)];
        Print("DuckDB, 4 threads", answers);

        double[] x = new double[Rows];
        using (DuckDBCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT x FROM t ORDER BY i";
            using DuckDBDataReader reader = command.ExecuteReader();
            for (int i = 0; reader.Read(); i++)
            {
                x[i] = reader.GetDouble(0);
            }
        }
        Print("Norm.ML, 1 to 8 threads", [.. Enumerable.Range(1, Runs).Select(threads => Variance(x, threads))]);
    }

    /// <summary>Chunks of the rows are gathered by several threads and merged in whatever order they end.</summary>
    private static double Variance(double[] x, int threads)
    {
        int size = StatisticsAccumulator.RowsPerChunk;
        var tree = new StatisticsTree();
        Parallel.For(0, (x.Length + size - 1) / size, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
        {
            var accumulator = new StatisticsAccumulator(1);
            accumulator.Add(x.AsSpan(chunk * size, Math.Min(size, x.Length - chunk * size)));
            lock (tree)
            {
                tree.Add(chunk, accumulator.ToStatistics());
            }
        });
        return tree.ToStatistics()[0].Variance;
    }

    private static object? Execute(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Print(string name, double[] answers)
    {
        double[] different = [.. answers.Distinct().Order()];
        Console.WriteLine($"{name}: {answers.Length} runs, {different.Length} {(different.Length == 1 ? "answer" : "answers")}");
        foreach (double answer in different)
        {
            Console.WriteLine($"  {answer:R}");
        }
    }
}
