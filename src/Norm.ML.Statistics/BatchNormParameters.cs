using Norm.ML.Internals.Files;

namespace Norm.ML;

/// <summary>
/// The running statistics, gamma and beta of a trained BatchNorm layer, from where they are kept:
/// <code>
/// var trained = BatchNormParameters.FromSafetensors("model.safetensors", "features.1");
/// FittedBatchNorm&lt;float&gt; norm = trained.ToFitted&lt;float&gt;();
/// </code>
/// </summary>
public sealed class BatchNormParameters
{
    private BatchNormParameters(double[] mean, double[] variance, double[]? gamma, double[]? beta)
    {
        Mean = mean;
        Variance = variance;
        Gamma = gamma;
        Beta = beta;
    }

    /// <summary>The running mean of each channel.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>The running variance of each channel, as many.</summary>
    public IReadOnlyList<double> Variance { get; }

    /// <summary>Scale per channel; null if there is none.</summary>
    public IReadOnlyList<double>? Gamma { get; }

    /// <summary>Shift per channel; null if there is none.</summary>
    public IReadOnlyList<double>? Beta { get; }

    /// <summary>
    /// Reads <c>prefix.running_mean</c> and <c>prefix.running_var</c> and, where the file has them, <c>prefix.weight</c> and <c>prefix.bias</c>: the
    /// names that PyTorch gives mean, variance, gamma and beta.
    /// </summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="prefix">The path of the norm in the network, such as <c>features.1</c>; empty for plain names.</param>
    /// <exception cref="InvalidDataException">The file is not valid, lacks a tensor, or one is not a list of one finite number for each channel
    /// (variances not negative); the message names the file, the tensor, its shape and what is expected.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BatchNormParameters FromSafetensors(string path, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string start = prefix.Length == 0 ? "" : prefix + ".";
        using SafetensorsFile file = SafetensorsFile.Open(path);
        double[] mean = Read("running_mean", channels: null), variance = Read("running_var", mean.Length);
        int negative = Array.FindIndex(variance, value => value < 0);
        if (negative >= 0)
        {
            throw Wrong("running_var", FormattableString.Invariant($"{variance[negative]} for channel {negative}; a variance is at least 0"));
        }

        return new(mean, variance, ReadIfAny("weight"), ReadIfAny("bias"));

        double[]? ReadIfAny(string name) => file.Contains(start + name) ? Read(name, mean.Length) : null;

        double[] Read(string name, int? channels)
        {
            SafetensorsTensor? tensor = file.Tensors.FirstOrDefault(tensor => tensor.Name == start + name);
            if (tensor is { } found && (found.Shape.Count != 1 || found.Count < 1 || (channels is { } all && found.Count != all)))
            {
                string expected = channels is { } count
                    ? $"[{count}], as many channels as {SafetensorsFormatException.Show(start + "running_mean")} has"
                    : "one dimension, a number for each channel";
                throw Wrong(name, $"the shape [{string.Join(", ", found.Shape)}]; expected: {expected}");
            }

            // Refuses what is not there, with the names that are.
            double[] values = file.ReadDoubles(start + name);
            int odd = Array.FindIndex(values, value => !double.IsFinite(value));
            return odd < 0 ? values : throw Wrong(name, FormattableString.Invariant($"{values[odd]} for channel {odd}; expected: a finite number"));
        }

        InvalidDataException Wrong(string name, string what) => new($"'{path}': tensor {SafetensorsFormatException.Show(start + name)} has {what}.");
    }

    /// <summary>
    /// The running mean and variance as statistics, of a number of rows that is not known: see <see cref="RunningStatistics.FromMoments"/>.
    /// </summary>
    public RunningStatistics ToStatistics() => RunningStatistics.FromMoments([.. Mean], [.. Variance]);

    /// <summary>The layer at inference.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="epsilon">The layer's epsilon, which a safetensors file does not hold. Default 1e-5, as in PyTorch; Keras has 1e-3.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative or not finite.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public FittedBatchNorm<T> ToFitted<T>(double epsilon = 1e-5)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        new([.. Mean], [.. Variance], Convert<T>(Gamma), Convert<T>(Beta), epsilon);

    private static T[] Convert<T>(IReadOnlyList<double>? values)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => [.. (values ?? []).Select(T.CreateChecked)];
}
