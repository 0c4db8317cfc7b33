using System.Globalization;
using System.Text;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Mutants;

/// <summary>The committed results: one section per project.</summary>
internal static class MutantsDocument
{
    private const string Title = "# Mutants\n\nWhat the tests make of small changes of the code, made by dotnet-stryker: `docs/reliability.md`.\n"
        + "The score is the share of killed mutants (a test failed or ran out of time) among all that were tested and are not equivalent.\n";

    /// <summary>Replaces the project's section, or adds it.</summary>
    public static void Write(string file, Sample sample, EquivalentMutants equivalent)
    {
        string old = File.Exists(file) ? File.ReadAllText(file) : Title;
        string heading = $"\n## {sample.Project}\n";
        int start = old.IndexOf(heading, StringComparison.Ordinal);
        int end = start < 0 ? -1 : old.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        string section = heading + Section(sample, equivalent);
        string text = start < 0 ? old + section : old[..start] + section + (end < 0 ? "" : old[end..]);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, text);
    }

    /// <summary>One line for people.</summary>
    public static string Summary(Sample sample, EquivalentMutants equivalent)
    {
        Counts counts = Count(sample, equivalent);
        return string.Create(CultureInfo.InvariantCulture, $"{sample.Project}: {counts.Tested} mutants, {counts.Killed} killed, "
            + $"{counts.Equivalent} equivalent, {counts.Lived} lived; score {counts.Score:F1} %");
    }

    /// <summary>In percent.</summary>
    public static double Score(Sample sample, EquivalentMutants equivalent) => Count(sample, equivalent).Score;

    /// <summary>A row per mutant that lived and is not listed as equivalent.</summary>
    public static string Survivors(Sample sample, EquivalentMutants equivalent)
    {
        var text = new StringBuilder();
        foreach (Mutant mutant in sample.Mutants.Where(mutant => mutant.Lived && equivalent.Reason(mutant) is null))
        {
            text.Append(Row(mutant, mutant.Status));
        }

        return text.ToString();
    }

    private static string Section(Sample sample, EquivalentMutants equivalent)
    {
        Counts counts = Count(sample, equivalent);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""

            {DateTime.UtcNow:yyyy-MM-dd}, {Processor.Name}, {sample.Minutes:F0} minutes, `{sample.Command}`

            | slices drawn | of | mutants tested | killed | of them by time | equivalent | lived | score |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | {sample.Drawn} | {sample.Candidates} | {counts.Tested} | {counts.Killed} | {counts.Timeout} | {counts.Equivalent} | {counts.Lived}
            """);
        text.Append(CultureInfo.InvariantCulture, $" | {counts.Score:F1} % |\n");
        if (counts.Lived > 0)
        {
            text.Append("\nLived:\n\n| kind | place | code | mutant | result |\n| --- | --- | --- | --- | --- |\n");
            text.Append(Survivors(sample, equivalent));
        }

        if (counts.Equivalent > 0)
        {
            text.Append("\nEquivalent:\n\n| kind | place | code | mutant | reason |\n| --- | --- | --- | --- | --- |\n");
            foreach (Mutant mutant in sample.Mutants.Where(mutant => mutant.Lived))
            {
                if (equivalent.Reason(mutant) is { } reason)
                {
                    text.Append(Row(mutant, reason));
                }
            }
        }

        return text.ToString();
    }

    private static Counts Count(Sample sample, EquivalentMutants equivalent)
    {
        Mutant[] tested = [.. sample.Tested];
        int listed = tested.Count(mutant => mutant.Lived && equivalent.Reason(mutant) is not null);
        return new Counts(tested.Length, tested.Count(mutant => !mutant.Lived), tested.Count(mutant => mutant.Status == "Timeout"), listed,
            tested.Count(mutant => mutant.Lived) - listed);
    }

    private static string Row(Mutant mutant, string last) =>
        $"| {mutant.Kind} | `{mutant.File}:{mutant.Line}` | {Code(mutant.Original)} | {Code(mutant.Replacement)} | {last} |\n";

    private static string Code(string code) => $"`` {EquivalentMutants.Shortened(code).Replace("|", "\\|", StringComparison.Ordinal)} ``";

    private sealed record Counts(int Tested, int Killed, int Timeout, int Equivalent, int Lived)
    {
        public double Score => Tested == Equivalent ? 100 : 100.0 * Killed / (Tested - Equivalent);
    }
}
