using System.Text.RegularExpressions;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.ReadmeTables;

/// <summary>
/// The tables of the README and of docs/measured.md, each between two comments:
/// <c>&lt;!-- table NAME from FILE --&gt;</c>, which names a table of <see cref="Tables"/>
/// and a committed result, and <c>&lt;!-- end of table --&gt;</c>.
/// </summary>
internal static partial class ReadmeFile
{
    /// <summary>The text with all tables made anew.</summary>
    /// <param name="text">The document.</param>
    /// <param name="root">The repository, which paths are relative to.</param>
    public static string Fill(string text, string root) => Marked().Replace(text, match =>
    {
        string table = Tables.Write(match.Groups["name"].Value, Path.Combine(root, match.Groups["file"].Value)).Trim();
        return $"{match.Groups["start"].Value}\n{table}\n{match.Groups["end"].Value}";
    });

    [GeneratedRegex(@"(?<start><!-- table (?<name>\S+) from (?<file>\S+) -->)\n(?<table>.*?)(?<end><!-- end of table -->)", RegexOptions.Singleline)]
    private static partial Regex Marked();
}

/// <summary>The tables that documents can show.</summary>
internal static class Tables
{
    private static readonly int[] Sizes = [4, 8, 16, 64, 100, 256, 768, 1024, 4096], HeadlineSizes = [8, 64, 768];

    private static readonly Contender[] Peers =
        [Contender.OneDnn, Contender.PyTorch, Contender.OnnxRuntime, Contender.TensorPrimitives, Contender.Copy];

    public static IReadOnlyList<string> Names => ["headline", "speed", "specialisation", "goals", "accuracy", "pipeline"];

    public static string Write(string name, string file) => name switch
    {
        "headline" => Speed(JsonFiles.Read<ResultFile>(file), HeadlineSizes, Peers),
        "speed" => Speed(
            JsonFiles.Read<ResultFile>(file), Sizes, [Contender.GeneratedStrict, Contender.Fast, Contender.GeneratedFast, .. Peers]),
        "specialisation" => Specialisation(JsonFiles.Read<ResultFile>(file)),
        "goals" => GoalsReport.Summary(JsonFiles.Read<ResultFile>(file).Goals),
        "accuracy" => Accuracy(JsonFiles.Read<AccuracyFile>(file)),
        "pipeline" => PipelineReport.Table(JsonFiles.Read<PipelineFile>(file).Results),
        _ => throw new ArgumentException($"There is no table '{name}'; there are {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <summary>LayerNorm in cache: the time of a row, in nanoseconds, in one call for all rows and in a call per row.</summary>
    private static string Speed(ResultFile file, int[] sizes, Contender[] others)
    {
        ComparisonResult? Result(Place place, int size) =>
            file.Comparisons.FirstOrDefault(r => r.Work == Work.LayerNorm && r.Place == place && r.ExampleLength == size);
        string Show(ComparisonResult? result, Contender contender) => result?[contender] is { } cell ? Numbers.Short(cell.NanosecondsPerRow) : "";
        others = [.. others.Where(contender => sizes.Any(size => Result(Place.InCache, size)?[contender] is not null))];
        var table = new MarkdownTable(
            ["LayerNorm, ns per row", "strict", "strict, a call per row", .. others.Select(contender => contender.Name())]);
        foreach (int size in sizes)
        {
            ComparisonResult? inCache = Result(Place.InCache, size);
            table.Add([$"{size}", Show(inCache, Contender.Strict), Show(Result(Place.RowByRow, size), Contender.Strict),
                .. others.Select(contender => Show(inCache, contender))]);
        }

        return table.ToString();
    }

    /// <summary>What a generated kernel gains over the one for any size, where it gains nothing too.</summary>
    private static string Specialisation(ResultFile file)
    {
        var table = new MarkdownTable("run-time sized by generated", "LayerNorm strict", "LayerNorm fast", "RMSNorm strict", "RMSNorm fast");
        foreach (int size in Comparisons.RowSizes)
        {
            table.Add(
                $"{size}",
                Gain(Work.LayerNorm, size, Contender.Strict, Contender.GeneratedStrict),
                Gain(Work.LayerNorm, size, Contender.Fast, Contender.GeneratedFast),
                Gain(Work.RmsNorm, size, Contender.Strict, Contender.GeneratedStrict),
                Gain(Work.RmsNorm, size, Contender.Fast, Contender.GeneratedFast));
        }

        return table.ToString();

        string Gain(Work work, int size, Contender runTime, Contender generated)
        {
            ComparisonResult? result = file.Comparisons.FirstOrDefault(r => r.Work == work && r.Place == Place.InCache && r.ExampleLength == size);
            return (result?[Contender.AnySize] ?? result?[runTime]) is { } a && result![generated] is { } b
                ? FormattableString.Invariant($"{a.NanosecondsPerRow / b.NanosecondsPerRow:0.00}x") : "";
        }
    }

    private static string Accuracy(AccuracyFile file) => AccuracyReport.Table(file.Tables.First(table => table.Work == Work.LayerNorm));
}
