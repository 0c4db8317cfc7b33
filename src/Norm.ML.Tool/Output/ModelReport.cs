using System.Text.Json.Nodes;
using Norm.ML.Inspection;

namespace Norm.ML.Tool.Output;

/// <summary>What was found in a model: a row for each norm.</summary>
internal sealed class ModelReport(string file, ModelInspection model) : InspectionReport(file, model.Findings)
{
    protected override string[] Titles { get; } = ["norm", "step", "reads", "writes", "expects", "gets", "epsilon", "gamma", "beta", "fitted on"];

    protected override string RowName => "norm";

    protected override IReadOnlyList<string[]> Rows { get; } = [.. model.Norms.Select(norm => new[]
    {
        norm.Kernel ?? NormCatalog.Get(norm.Kind).DisplayName,
        Text(norm.Step + 1),
        norm.Input,
        norm.Output,
        norm.Expects,
        norm.Gets ?? "nothing",
        Text(norm.Epsilon),
        NormCatalog.Get(norm.Kind).HasGamma ? Text(norm.Gamma) : "none",
        norm.Beta is { } beta ? Text(beta) : "none",
        norm.Statistics is { } statistics ? $"{Text(statistics.RowCount)} rows" : "not fitted",
    })];

    protected override void AddTo(JsonObject json)
    {
        json["steps"] = model.Steps;
        json["norms"] = new JsonArray([.. model.Norms.Select(norm => (JsonNode)new JsonObject
        {
            ["kind"] = norm.Kind.ToString(),
            ["kernel"] = norm.Kernel,
            ["step"] = norm.Step + 1,
            ["input"] = norm.Input,
            ["output"] = norm.Output,
            ["expectedSize"] = norm.ExpectedSize,
            ["expects"] = norm.Expects,
            ["gets"] = norm.Gets,
            ["epsilon"] = norm.Epsilon,
            ["gamma"] = Json(norm.Gamma),
            ["beta"] = norm.Beta is { } beta ? Json(beta) : null,
            ["statistics"] = norm.Statistics is { } learned ? JsonNode.Parse(learned.ToJson()) : null,
            ["dataStatistics"] = norm.DataStatistics is { } seen ? JsonNode.Parse(seen.ToJson()) : null,
        })]);
    }

    private static string Text(ParameterInspection parameter) =>
        parameter.IsDefault ? $"{Text(parameter.Min)}, default"
        : parameter.Min == parameter.Max ? Text(parameter.Min)
        : $"{Text(parameter.Min)} to {Text(parameter.Max)}";

    private static JsonObject Json(ParameterInspection parameter) => new()
    {
        ["count"] = parameter.Count,
        ["isDefault"] = parameter.IsDefault,
        ["min"] = Number(parameter.Min),
        ["max"] = Number(parameter.Max),
    };
}
