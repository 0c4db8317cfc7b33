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
        var atOnce = new Option<int>("--at-once") { Description = "Kinds that are attacked at the same time.", DefaultValueFactory = _ => 1 };
        only.AcceptOnlyFromAmong("kills", "disk", "memory");
        var output = new Option<string?>("--out") { Description = "The Markdown file for the results, whatever the size of the run." };
        var command = new Command("faults", "Kills processes while they write, fills the disk that they write to, and takes memory from them.")
        {
            kills, seed, only, atOnce, output,
        };
        command.SetAction(result =>
        {
            string[] parts = result.GetValue(only) is { Length: > 0 } some ? some : ["kills", "disk", "memory"];
            int count = result.GetValue(kills), first = result.GetValue(seed);
            int wrong = 0;
            using var place = new FaultsPlace();
            foreach (string part in parts)
            {
                var found = new Findings();
                string table = part switch
                {
                    "kills" => Kills.Run(place, count, first, result.GetValue(atOnce), found),
                    "disk" => FullDisks.Run(place, result.GetValue(atOnce), found),
                    _ => LittleMemory.Run(place, result.GetValue(atOnce), found),
                };
                string options = part == "kills" ? $"kills --kills {count} --seed {first}" : part;
                string text = FaultsDocument.Text($"faults --only {options}", table, found);
                Console.Write(text);
                string? file = result.GetValue(output) ?? (part != "kills" || count >= FullKills ? FileOf(part) : null);
                if (file is not null)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                    File.WriteAllText(file, text);
                }

                wrong += found.Count;
            }

            return wrong == 0 ? 0 : 1;
        });
        return command;
    }

    private static string FileOf(string part) =>
        Path.Combine(RepositoryFiles.Results, "reliability", part == "kills" ? "faults.md" : $"faults-{part}.md");
}

/// <summary>What was not as it should be.</summary>
internal sealed class Findings
{
    private readonly List<string> _lines = [];

    public int Count => _lines.Count;

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }

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
