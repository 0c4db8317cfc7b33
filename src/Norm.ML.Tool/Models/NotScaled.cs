using Microsoft.ML;
using Norm.ML.Inspection;

namespace Norm.ML.Tool.Models;

/// <summary>The columns that a model's BatchNorm does not scale, because they did not differ when it was fitted.</summary>
internal static class NotScaled
{
    /// <summary>A line for each.</summary>
    public static IEnumerable<string> In(ITransformer model, DataViewSchema inputs) => NormInspector.Inspect(model, inputs).Findings
        .Where(finding => finding.Kind is FindingKind.Constant or FindingKind.NearConstant)
        .Select(finding => $"{finding.Message}.");
}
