using System.CommandLine;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Faults;

/// <summary>What the world does to programs that write files: they are killed, the disk is full, memory runs out.</summary>
internal static class FaultsCommand
{
    private const int FullKills = 1000;

    public static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "How many processes to kill.", DefaultValueFactory = _ => FullKills };
        var seed = new Option<int>("--seed") { Description = "Another seed, other moments.", DefaultValueFactory = _ => 1 };
        var only = new Option<string[]>("--only") { Description = "Parts: kills, disk, memory.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong("kills", "disk", "memory");
        var output = new Option<string?>("--out") { Description = "The Markdown file for the results, whatever the size of the run." };
        var command = new Command("faults", "Kills processes while they write, fills the disk that they write to, and takes memory from them.")
        {
            kills, seed, only, output,
        };
        command.SetAction(result =>
        {
            string[] parts = result.GetValue(only) is { Length: > 0 } some ? some : ["kills", "disk", "memory"];
            int count = result.GetValue(kills), first = result.GetValue(seed);
            var findings = new Findings();
            using var place = new FaultsPlace();
            List<string> tables = [];
            if (parts.Contains("kills"))
            {
                tables.Add(Kills.Run(place, count, first, findings));
            }

            if (parts.Contains("disk"))
            {
                tables.Add(FullDisks.Run(place, findings));
            }

            if (parts.Contains("memory"))
            {
                tables.Add(LittleMemory.Run(place, findings));
            }

            string text = FaultsDocument.Text(count, first, tables, findings);
            Console.Write(text);
            string? file = result.GetValue(output) ?? (parts.Length == 3 && count >= FullKills
                ? Path.Combine(RepositoryFiles.Results, "reliability", "faults.md") : null);
            if (file is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                File.WriteAllText(file, text);
            }

            return findings.Count == 0 ? 0 : 1;
        });
        return command;
    }
}

/// <summary>What was not as it should be.</summary>
internal sealed class Findings
{
    private readonly List<string> _lines = [];

    public int Count => _lines.Count;

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        _lines.Add(line);
        Console.WriteLine($"FOUND: {line}");
    }

    public void Check(bool good, string line)
    {
        if (!good)
        {
            Add(line);
        }
    }
}
