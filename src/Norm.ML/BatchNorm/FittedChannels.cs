namespace Norm.ML;

/// <summary>
/// What a fitted BatchNorm does to each channel: <c>y = (x - mean - meanLow) / sqrt(variance) * gamma + beta</c>. The variance includes epsilon.
/// </summary>
/// <param name="Mean">What is subtracted.</param>
/// <param name="MeanLow">What rounding took from <paramref name="Mean"/>.</param>
/// <param name="Variance">What is divided by, squared; 0 gives beta.</param>
/// <param name="Gamma">Scale.</param>
/// <param name="Beta">Shift; empty for none.</param>
sealed record FittedChannels(double[] Mean, double[] MeanLow, double[] Variance, double[] Gamma, double[] Beta);
