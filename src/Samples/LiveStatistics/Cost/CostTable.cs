using System.Globalization;
using System.Text;

namespace Norm.ML.Samples.Live.Cost;

/// <summary>The measurements as a page of Markdown; each line is shown as it comes.</summary>
internal sealed class CostTable(bool withDatabase, int? silos)
{
    private readonly StringBuilder _head = new(), _sums = new(), _rows = new();

    public void Begin(string? database, int partitions, int underWay, TimeSpan duration)
    {
        string option = $"{(withDatabase ? " --postgres CONNECTION" : "")}{(silos is { } few ? $" --silos {few}" : "")}";
        _head.AppendLine(CultureInfo.InvariantCulture, $"""
            # Live statistics: calls per second

            Made by `dotnet run -c Release --project src/Samples/LiveStatistics -- cost{option} --out FILE`
            on {Environment.ProcessorCount} processors, which silos, storage and client share.
            {partitions} partitions, {underWay} calls under way in each, for {duration.TotalSeconds} seconds after a warm-up, or longer
            until 100 calls were answered.
            """);
        if (database is not null)
        {
            _head.AppendLine(CultureInfo.InvariantCulture, $"""
                Of each case, state in the memory of the silos and state in the database were measured one after the other.
                "Silo ms" is the processor time of all silos; that of the client and of the database is not in it.
                Database: {database}
                """);
        }

        _head.AppendLine(CultureInfo.InvariantCulture, $"{Load("at the beginning")}");
        Show(_rows, withDatabase
            ? "| row | sent as | rows per call | silos | in memory: calls, rows per second | silo ms per call | PostgreSQL: calls, rows per second "
                + "| silo ms per call |\n| ---: | --- | ---: | ---: | --- | ---: | --- | ---: |"
            : "| row | sent as | rows per call | silos | calls, rows per second | silo ms per call |\n| ---: | --- | ---: | ---: | --- | ---: |");
        _sums.AppendLine("| row | nanoseconds per number |\n| ---: | ---: |");
    }

    public void Sum(int channels, double nanoseconds) => Show(_sums, $"| {channels} | {nanoseconds:0.00} |");

    public void Add(int channels, bool moments, int rows, int onSilos, CostRate memory, CostRate? database)
    {
        string line = $"| {channels} | {(moments ? "moments" : "rows")} | {rows} | {onSilos} | {Rate(memory)} |";
        Show(_rows, database is { } other ? $"{line} {Rate(other)} |" : line);

        string Rate(CostRate one) => $"{Round(one.CallsPerSecond)}, {Round(one.CallsPerSecond * rows)} | {Round(one.SiloMilliseconds)}";
    }

    public string End() => $"""
        {_head.ToString().TrimEnd()}
        {Load("at the end")}

        {_rows.ToString().TrimEnd()}

        ## Summing in the client

        One thread sums 4096 rows; the shortest of 40 times.

        {_sums}
        """;

    private static void Show(StringBuilder where, FormattableString line) => Show(where, FormattableString.Invariant(line));

    private static void Show(StringBuilder where, string line)
    {
        where.AppendLine(line);
        Console.WriteLine(line);
    }

    // Linux says what else the machine does.
    private static string Load(string when) => File.Exists("/proc/loadavg")
        ? $"Load average {when}: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}." : "";

    /// <summary>Two digits: more would be chance.</summary>
    private static string Round(double value)
    {
        if (!double.IsFinite(value))
        {
            return "-";
        }

        if (value < 10)
        {
            return value.ToString(value < 1 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return (Math.Round(value / unit) * unit).ToString("N0", CultureInfo.InvariantCulture);
    }
}

/// <summary>What was measured of a case.</summary>
/// <param name="CallsPerSecond">Of all partitions together.</param>
/// <param name="SiloMilliseconds">Processor time of the silos per call, which other work on the machine changes little.</param>
internal readonly record struct CostRate(double CallsPerSecond, double SiloMilliseconds);
