using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Norm.ML.Tool.Output;

/// <summary>Results as JSON, for programs.</summary>
internal static class JsonResult
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object as text, on several lines.</summary>
    public static string Text(JsonObject json) => json.ToJsonString(Indented).ReplaceLineEndings("\n");

    /// <summary>Texts as an array.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    /// <summary>What was learned: rows, and the moments of each column.</summary>
    /// <param name="statistics">What was learned.</param>
    /// <param name="facts">What comes before.</param>
    public static JsonObject Of(RunningStatistics statistics, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var json = new JsonObject();
        foreach ((string name, string? value) in facts)
        {
            json[name] = value;
        }

        json["rows"] = statistics.RowCount;
        json["columns"] = new JsonArray([.. Enumerable.Range(0, statistics.ChannelCount).Select(i => statistics[i])
            .Select(channel => (JsonNode)new JsonObject
        {
            ["name"] = channel.Name,
            ["values"] = channel.Count,
            ["missing"] = channel.Missing,
            ["infinite"] = channel.Infinite,
            ["mean"] = Number(channel.Mean),
            ["standardDeviation"] = Number(channel.StandardDeviation),
            ["min"] = Number(channel.Min),
            ["max"] = Number(channel.Max),
        })]);
        return json;
    }

    // JSON has no NaN and no infinity.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
