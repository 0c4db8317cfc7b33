using System.Text.Json.Nodes;
using Norm.ML.Inspection;
using Norm.ML.Onnx;

namespace Norm.ML.Tool.Output;

/// <summary>What was found in an ONNX file: a row for each norm that can be read, and a finding for each that cannot.</summary>
internal sealed class OnnxReport(string file, OnnxNorms norms) : InspectionReport(file, FindingsOf(file, norms))
{
    protected override string[] Titles { get; } = ["norm", "name", "operator", "reads", "writes", "expects", "epsilon", "gamma", "beta", "mean",
        "variance"];

    protected override string RowName => "norm";

    protected override IReadOnlyList<string[]> Rows { get; } = [.. norms.Select(norm => new[]
    {
        NormCatalog.Get(norm.Kind).DisplayName,
        norm.Name,
        norm.Operator,
        string.Join(" + ", [norm.Input, .. norm.Added]),
        norm.Output,
        Expects(norm),
        Text(norm.Epsilon),
        NormCatalog.Get(norm.Kind).HasGamma ? Range(norm.Gamma, "1, default") : "none",
        NormCatalog.Get(norm.Kind).HasBeta ? Range(norm.Beta, "0, default") : "none",
        Range(norm.Mean, "none"),
        Range(norm.Variance, "none"),
    })];

    protected override void AddTo(JsonObject json)
    {
        json["producer"] = norms.Producer;
        json["opset"] = norms.Opset;
        json["norms"] = new JsonArray([.. norms.Select(norm => (JsonNode)new JsonObject
        {
            ["kind"] = norm.Kind.ToString(),
            ["name"] = norm.Name,
            ["operator"] = norm.Operator,
            ["input"] = norm.Input,
            ["output"] = norm.Output,
            ["normalizedShape"] = norm.NormalizedShape is { } shape ? new JsonArray([.. shape.Select(size => (JsonNode)size)]) : null,
            ["channels"] = norm.Channels,
            ["groups"] = norm.Groups,
            ["epsilon"] = norm.Epsilon,
            ["gamma"] = Json(norm.Gamma),
            ["beta"] = Json(norm.Beta),
            ["mean"] = Json(norm.Mean),
            ["variance"] = Json(norm.Variance),
        })]);
        json["notRead"] = new JsonArray([.. norms.Unread.Select(norm => (JsonNode)new JsonObject
        {
            ["name"] = norm.Name,
            ["operator"] = norm.Operator,
            ["reason"] = norm.Reason,
        })]);
    }

    private static List<Finding> FindingsOf(string file, OnnxNorms norms)
    {
        List<Finding> findings = [.. norms.SelectMany(norm => norm.Findings),
            .. norms.Unread.Select(norm =>
                new Finding(FindingKind.NormNotRead, FindingSeverity.Note, norm.Name, double.NaN,
                $"{norm.Operator} '{norm.Name}' is not shown: {norm.Reason}"))];
        if (norms.Count == 0)
        {
            findings.Add(new(FindingKind.NoNorm, FindingSeverity.Note, "", double.NaN,
                $"{file} has no norm whose parameters are in it: there is nothing to check"));
        }

        return findings;
    }

    private static string Expects(OnnxNormNode norm) => NormCatalog.Get(norm.Kind).Segment == NormSegment.Row
        ? norm.NormalizedShape is { } shape ? $"rows of {string.Join(" x ", shape)}" : "rows of any size"
        : (norm.Channels is { } channels ? $"{channels} channels" : "any number of channels")
            + (norm.Kind == NormKind.GroupNorm ? $" in {norm.Groups} groups" : "");

    private static string Range(IReadOnlyList<double>? values, string none) => values is not { Count: > 0 } ? none
        : values.Min() is var least && values.Max() is var greatest && least.Equals(greatest) ? Text(least) : $"{Text(least)} to {Text(greatest)}";

    private static JsonObject? Json(IReadOnlyList<double>? values) => values is not { Count: > 0 } ? null : new()
    {
        ["count"] = values.Count,
        ["min"] = Number(values.Min()),
        ["max"] = Number(values.Max()),
    };
}
