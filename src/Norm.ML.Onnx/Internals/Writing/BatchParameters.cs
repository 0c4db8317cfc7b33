using Norm.ML.Internals;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>Mean, variance, gamma and epsilon of BatchNormalization, so that they say the same in the operator's element type.</summary>
internal sealed record BatchParameters(double[] Mean, double[] Variance, double[] Gamma, double Epsilon)
{
    /// <param name="fitted">The channels; epsilon is part of their variances.</param>
    /// <param name="epsilon">That epsilon.</param>
    /// <param name="isDouble">Whether the operator computes in double, or in float.</param>
    public static BatchParameters Of(FittedChannels fitted, double epsilon, bool isDouble)
    {
        double[] gamma = [.. fitted.Gamma], raw = Array.ConvertAll(fitted.Variance, variance => variance - epsilon);

        // Readers look for epsilon where it belongs. The operator holds it as a float, which a double could tell from it; and a channel that was
        // constant has a variance of 1 without epsilon.
        bool apart = !isDouble && Enumerable.Range(0, raw.Length).All(i => IsNormal(raw[i], isDouble)
            && Math.Abs((float)raw[i] + (double)(float)epsilon - fitted.Variance[i]) <= fitted.Variance[i] * Math.Pow(2, -24));
        if (apart)
        {
            return new(fitted.Mean, raw, gamma, epsilon);
        }

        // A variance that the type cannot hold is divided out beforehand.
        double[] scale = fitted.Scale(isDouble), variance = [.. fitted.Variance];
        for (int i = 0; i < variance.Length; i++)
        {
            if (!IsNormal(variance[i], isDouble))
            {
                (variance[i], gamma[i]) = (1, scale[i]);
            }
        }

        return new(fitted.Mean, variance, gamma, 0);
    }

    private static bool IsNormal(double value, bool isDouble) => value > 0 && (isDouble ? double.IsNormal(value) : float.IsNormal((float)value));
}
