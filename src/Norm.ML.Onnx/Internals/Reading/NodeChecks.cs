using Norm.ML.Inspection;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>The rules about the parameters of one norm of a file.</summary>
internal static class NodeChecks
{
    public static IEnumerable<Finding> Run(OnnxNormNode norm)
    {
        if (Odd(norm.Gamma) + Odd(norm.Beta) + Odd(norm.Mean) + Odd(norm.Variance) is var odd and > 0)
        {
            yield return Found(FindingKind.ParametersNotFinite, FindingSeverity.Problem, odd,
                $"{norm}: {odd} of its parameters are NaN or infinite: the training that made them diverged; take an earlier state");
        }

        if (norm.Gamma?.Count(value => value == 0) is { } zeros and > 0)
        {
            bool all = zeros == norm.Gamma.Count;
            yield return Found(FindingKind.GammaZero, all ? FindingSeverity.Problem : FindingSeverity.Advice, zeros, all
                ? $"{norm}: gamma is 0 throughout: the output is beta whatever the input; gamma starts at 1"
                : $"{norm}: gamma is 0 in {zeros} of {norm.Gamma.Count} places: what they give is beta whatever the input; they can be pruned");
        }

        if (norm.Variance?.Count(value => value <= 0) is { } flat and > 0)
        {
            bool negative = norm.Variance.Any(value => value < 0);
            FindingSeverity severity = negative || norm.Epsilon == 0 ? FindingSeverity.Problem : FindingSeverity.Advice;
            yield return Found(FindingKind.VarianceNotPositive, severity, flat,
                $"{norm}: the running variance is not positive in {flat} of {norm.Variance.Count} channels: "
                + (negative ? "no data has a negative variance; the file is damaged, or the statistics were computed in too few digits"
                    : norm.Epsilon == 0 ? "with epsilon 0 they are divided by 0; set epsilon"
                        : "they were constant in training; epsilon alone scales them"));
        }

        if (norm.Mean is { } mean && norm.Variance!.All(value => value == 1) && mean.All(value => value == 0))
        {
            yield return Found(FindingKind.Unfitted, FindingSeverity.Advice, double.NaN,
                $"{norm}: the running mean is 0 and the variance 1 in every channel, as before training: fit it, or leave it out");
        }

        Finding Found(FindingKind kind, FindingSeverity severity, double value, string message) => new(kind, severity, norm.Name, value, message);
    }

    private static int Odd(IReadOnlyList<double>? values) => values?.Count(value => !double.IsFinite(value)) ?? 0;
}
