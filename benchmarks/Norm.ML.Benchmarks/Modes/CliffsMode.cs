using System.Globalization;
using Norm.ML.Benchmarks.Cliffs;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Looks for cliffs: sizes, totals and offsets at which a kernel is more than 1.2 times as slow as what lies beside them.</summary>
internal static class CliffsMode
{
    public static int Run(int processor, string sizes, int largest, string filter, string folder)
    {
        Pinning.Pin(processor);
        int[] all = [.. Parse(sizes)];
        long bytes = (long)largest << 20;
        var points = new List<string>();
        foreach (string norm in CliffNorms.Names)
        {
            foreach (bool inPlace in new[] { false, true })
            {
                Walk(norm, inPlace, "Single", () => new CliffWalk<float>(norm, all, bytes, inPlace).Points());
                Walk(norm, inPlace, "Double", () => new CliffWalk<double>(norm, all, bytes, inPlace).Points());
            }
        }

        string lines = points.Count == 0 ? "None." : string.Join("\n", points.Select(point => "- " + point));
        RunFacts run = RunFacts.Now($"Least of five samples, thread time, processor {processor}");
        string facts = string.Join("\n", run.Lines().Select(line => "- " + line));
        string text = $"# Cliffs\n\n{facts}\n- Sizes {sizes}, totals of 4 KiB to {largest} MiB\n\n{lines}\n";
        Console.WriteLine(FormattableString.Invariant($"{points.Count} points"));
        if (filter.Length == 0)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "cliffs.md"), text);
        }

        return 0;

        void Walk(string norm, bool inPlace, string type, Func<IEnumerable<string>> walk)
        {
            string name = $"{norm}, {type}{(inPlace ? ", in place" : "")}";
            if (!name.Contains(filter, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            Console.WriteLine(name);
            foreach (string point in walk())
            {
                points.Add(point);
                Console.WriteLine("  " + point);
            }
        }
    }

    /// <summary>Numbers and ranges, such as <c>1-64,768</c>.</summary>
    private static SortedSet<int> Parse(string sizes)
    {
        var all = new SortedSet<int>();
        foreach (string part in sizes.Split(','))
        {
            string[] ends = part.Split('-');
            int first = Size(ends[0]), last = Size(ends[^1]);
            if (ends.Length > 2 || first > last)
            {
                throw new ArgumentException($"--sizes: '{part}' is not a size, or a range such as 1-64.");
            }

            all.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return all;

        int Size(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0
            ? size
            : throw new ArgumentException($"--sizes: '{text}' is not a size; accepted: numbers from 1 on, and ranges such as 1-64.");
    }
}
