using Norm.ML.Internals.Files;

namespace Norm.ML;

/// <summary>
/// Gamma and beta of a trained norm, from where they are kept:
/// <code>
/// var trained = NormParameters.FromSafetensors("model.safetensors", "encoder.layer.0.norm");
/// var options = new LayerNormOptions { Gamma = trained.Gamma, Beta = trained.Beta };
/// </code>
/// </summary>
public sealed class NormParameters
{
    private NormParameters(double[] gamma, double[]? beta)
    {
        Gamma = gamma;
        Beta = beta;
    }

    /// <summary>Scale.</summary>
    public IReadOnlyList<double> Gamma { get; }

    /// <summary>Shift, of as many elements as <see cref="Gamma"/>; null if there is none, as for RMSNorm.</summary>
    public IReadOnlyList<double>? Beta { get; }

    /// <summary>Reads <c>prefix.weight</c> and, where the file has it, <c>prefix.bias</c>: the names that PyTorch gives gamma and beta.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="prefix">The path of the norm in the network, such as <c>encoder.layer.0.norm</c>; empty for plain <c>weight</c> and
    /// <c>bias</c>.</param>
    /// <exception cref="InvalidDataException">The file is not valid, has no such tensor, or gamma and beta differ in size; the message names the
    /// file, the tensor and what disagrees.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NormParameters FromSafetensors(string path, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string start = prefix.Length == 0 ? "" : prefix + ".", bias = start + "bias";
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Read(file, path, start + "weight", file.Contains(bias) ? bias : null);
    }

    /// <summary>Reads gamma and beta by their names.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="gammaName">The tensor that holds gamma.</param>
    /// <param name="betaName">The tensor that holds beta; null for none.</param>
    /// <exception cref="InvalidDataException">The file is not valid, has no such tensor, or gamma and beta differ in size; the message names the
    /// file, the tensor and what disagrees.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NormParameters FromSafetensors(string path, string gammaName, string? betaName)
    {
        ArgumentNullException.ThrowIfNull(gammaName);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Read(file, path, gammaName, betaName);
    }

    /// <summary>Puts numbers that are kept by column name into the order of a vector's slots.</summary>
    /// <param name="values">One number for each slot, by its name.</param>
    /// <param name="slotNames">The names of the slots, in order.</param>
    /// <returns>Gamma or beta, as many elements as there are slots.</returns>
    /// <exception cref="ArgumentException">A slot has no number, a number has no slot, or two slots have one name; the message lists
    /// them.</exception>
    public static double[] FromNames(IReadOnlyDictionary<string, double> values, IReadOnlyList<string> slotNames)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(slotNames);
        var slots = new HashSet<string>();
        string[] twice = [.. slotNames.Where(name => !slots.Add(name))];
        if (twice.Length > 0)
        {
            throw new ArgumentException($"Slots of one name cannot be told apart: {List(twice)}.", nameof(slotNames));
        }

        string[] missing = [.. slotNames.Where(name => !values.ContainsKey(name))], unknown = [.. values.Keys.Where(name => !slots.Contains(name))];
        if (missing.Length + unknown.Length > 0)
        {
            string lacks = missing.Length > 0 ? $" Without a value: {List(missing)}." : "";
            string extra = unknown.Length > 0 ? $" Without a slot: {List(unknown)}." : "";
            throw new ArgumentException($"{values.Count} values do not fit {slotNames.Count} slots.{lacks}{extra}", nameof(values));
        }
        return [.. slotNames.Select(name => values[name])];
    }

    private static NormParameters Read(SafetensorsFile file, string path, string gammaName, string? betaName)
    {
        double[] gamma = file.ReadDoubles(gammaName);
        double[]? beta = betaName is null ? null : file.ReadDoubles(betaName);
        if (beta is not null && beta.Length != gamma.Length)
        {
            throw new InvalidDataException(
                $"'{path}' has {gamma.Length} elements in '{gammaName}' and {beta.Length} in '{betaName}'; gamma and beta are of one size.");
        }
        return new(gamma, beta);
    }

    private static string List(string[] names) =>
        string.Join(", ", names.Take(8).Select(SafetensorsFormatException.Show)) + (names.Length > 8 ? $" and {names.Length - 8} more" : "");
}
