using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Faults;

/// <summary>The results as Markdown.</summary>
internal static class FaultsDocument
{
    public static string Text(string command, string table, Findings findings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Killed processes, full disks, little memory

            `dotnet run -c Release --project benchmarks/Reliability -- {command}`

            {DateTime.UtcNow:yyyy-MM-dd}, {Processor.Name}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}.


            """);
        text.Append(table).Append("\n## What was wrong\n\n");
        text.Append(findings.Count == 0 ? "Nothing.\n" : string.Concat(findings.Lines.Select(line => $"- {line}\n")));
        return text.ToString();
    }

    public static string Table(string title, string explanation, string[] columns, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder($"## {title}\n\n{explanation}\n\n");
        Line(columns);
        Line([.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (string[] row in rows)
        {
            Line(row);
        }

        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
