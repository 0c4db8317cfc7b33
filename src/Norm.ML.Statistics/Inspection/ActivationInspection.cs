using System.Globalization;
using Norm.ML.Internals.Inspection;
using static Norm.ML.Inspection.InspectionThresholds;

namespace Norm.ML.Inspection;

/// <summary>Judges how the scale of activations develops through the layers of a network.</summary>
/// <remarks>
/// Scales that multiply from layer to layer (no norm, or a norm in the wrong place) are told from those that only add up: in a pre-norm residual
/// stack the variance grows by about as much in each layer, so that the scale grows as the root of the layer, which is sound. Both courses, <c>log s
/// = a + b l</c> and <c>log s = a + p log(l + 1)</c>, are fitted by least squares to the scales; the better fit decides.
/// </remarks>
public static class ActivationInspection
{
    /// <summary>Layers from which on the course of scales can be told.</summary>
    public const int LeastLayers = 4;

    /// <summary>Judges.</summary>
    /// <param name="scales">The scale (standard deviation or root mean square) of the activations after each layer, first layer first.</param>
    /// <returns>What was found; nothing if the scales stay or add up as they should.</returns>
    /// <exception cref="ArgumentException">There are fewer than <see cref="LeastLayers"/> scales, or one is negative.</exception>
    public static IReadOnlyList<Finding> Check(ReadOnlySpan<double> scales)
    {
        if (scales.Length < LeastLayers)
        {
            throw new ArgumentException($"scales has {scales.Length} layers; at least {LeastLayers} are needed to see a course.", nameof(scales));
        }

        for (int i = 0; i < scales.Length; i++)
        {
            if (scales[i] < 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"The scale of layer {i} is {scales[i]}; a scale is not negative."),
                    nameof(scales));
            }

            if (!double.IsFinite(scales[i]))
            {
                return [new Finding(FindingKind.ActivationsNotFinite, FindingSeverity.Problem, "", i,
                    string.Create(CultureInfo.InvariantCulture,
                        $"activations are not finite from layer {i + 1} on: normalize before each block (pre-norm), "
                            + $"or lower the scale of the weights"))];
            }
        }

        if (scales.IndexOf(0) is var dead and >= 0)
        {
            return [new Finding(FindingKind.ActivationsVanish, FindingSeverity.Problem, "", 0,
                FormattableString.Invariant(
                    $"activations are 0 from layer {dead + 1} on: nothing reaches the later layers; look for weights of 0 or dead units"))];
        }

        (double growth, double power, bool multiplies) = Course(scales);
        double total = scales[^1] / scales[0], perLayer = Math.Exp(growth);
        if (multiplies && perLayer >= LayerGrowth && total >= LayerTotal)
        {
            return [new Finding(FindingKind.ActivationsGrow, FindingSeverity.Problem, "", perLayer,
                $"activations grow layer by layer, {MessageText.Number(perLayer)} times each and {MessageText.Ratio(total)} times over "
                    + $"{scales.Length} layers: missing pre-norm; normalize the input of each block")];
        }

        if (multiplies && perLayer <= 1 / LayerGrowth && total <= 1 / LayerTotal)
        {
            return [new Finding(FindingKind.ActivationsVanish, FindingSeverity.Problem, "", perLayer,
                $"activations shrink layer by layer, to {MessageText.Number(perLayer)} each and {MessageText.Number(total)} over {scales.Length} "
                    + "layers: missing norm or weights too small; normalize the input of each block")];
        }

        return !multiplies && total >= LayerTotal
            ? [new Finding(FindingKind.ActivationsGrow, FindingSeverity.Note, "", perLayer,
                $"activations add up as layer^{MessageText.Number(power)} ({MessageText.Number(total)} times over {scales.Length} layers), "
                    + "as in a pre-norm stack: put one more norm after the last block")]
            : [];
    }

    // Both models have two parameters, so the smaller rest is the better fit.
    private static (double Growth, double Power, bool Multiplies) Course(ReadOnlySpan<double> scales)
    {
        double[] logs = new double[scales.Length], layers = new double[scales.Length], logLayers = new double[scales.Length];
        for (int i = 0; i < logs.Length; i++)
        {
            (logs[i], layers[i], logLayers[i]) = (Math.Log(scales[i]), i, Math.Log(i + 1));
        }

        (double growth, double exponentialRest) = Fit(layers, logs);
        (double power, double powerRest) = Fit(logLayers, logs);
        return (growth, power, exponentialRest <= powerRest);
    }

    private static (double Slope, double Residual) Fit(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average(), xx = 0, xy = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = x[i] - meanX, dy = y[i] - meanY;
            (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
        }

        return (xy / xx, yy - xy * xy / xx);
    }
}
