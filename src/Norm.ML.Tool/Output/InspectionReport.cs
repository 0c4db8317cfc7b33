using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Norm.ML.Inspection;

namespace Norm.ML.Tool.Output;

/// <summary>What <c>norm-ml inspect</c> found, as a table with advice for people or as JSON for programs.</summary>
internal abstract partial class InspectionReport(string file, IReadOnlyList<Finding> findings)
{
    /// <summary>How many rows and findings are listed unless all are asked for: what a person can scroll through.</summary>
    public const int MostLines = 100;

    /// <summary>What it was compared with, if anything.</summary>
    public string? Against { get; init; }

    /// <summary>What the user should know about the files, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    protected abstract string[] Titles { get; }

    protected abstract IReadOnlyList<string[]> Rows { get; }

    /// <summary>What the rows of the table are.</summary>
    protected abstract string RowName { get; }

    /// <summary>The part of the JSON between the file's name and the findings.</summary>
    protected abstract void AddTo(JsonObject json);

    /// <summary>Writes a table and a line for each finding, the gravest first.</summary>
    public void Write(Terminal terminal, bool all)
    {
        int most = all ? int.MaxValue : MostLines;
        if (Rows.Count > 0)
        {
            ScreenTable.Write(terminal, Titles, [.. Rows.Take(most)]);
        }

        Finding[] sorted = [.. findings.OrderByDescending(finding => finding.Severity)];
        if (Rows.Count > 0 && sorted.Length > 0)
        {
            terminal.Out.WriteLine();
        }

        foreach (Finding finding in sorted.Take(most))
        {
            terminal.Out.WriteLine($"{Name(finding.Severity)}: {OnOneLine().Replace(finding.Message, " ")}");
        }

        if (sorted.Length == 0)
        {
            terminal.Say($"{file}: nothing to advise{(Against is null ? "" : $", and no drift to {Against}")}.");
        }

        if (Rows.Count > most || sorted.Length > most)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{file}: {Rows.Count} {RowName}s and {sorted.Length} findings; the first {most} of each are shown, --all shows every one."));
        }
    }

    /// <summary>All of it as one JSON object.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["file"] = file };
        if (Against is not null)
        {
            json["against"] = Against;
        }

        AddTo(json);
        json["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
        {
            ["kind"] = Name(finding.Kind),
            ["level"] = Name(finding.Severity),
            ["subject"] = finding.Subject,
            ["value"] = Number(finding.Value),
            ["message"] = finding.Message,
        })]);
        return json;
    }

    /// <summary>JSON has no NaN and no infinity.</summary>
    protected static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>Five digits: enough to see by eye; JSON has them all.</summary>
    protected static string Text(double value)
    {
        // Without an exponent where people would write none.
        double magnitude = Math.Abs(value);
        int decimals = magnitude is >= 1e-3 and < 1e9 ? Math.Max(0, 4 - (int)Math.Floor(Math.Log10(magnitude))) : 0;
        return value.ToString(magnitude is >= 1e-3 and < 1e9 ? $"0.{new string('#', decimals)}" : "G5", CultureInfo.InvariantCulture);
    }

    protected static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    // ScalesDiffer is scales-differ.
    private static string Name(Enum value) => Capital().Replace(value.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"[\p{Cc}]+")]
    private static partial Regex OnOneLine();
}
