using System.Globalization;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>PyTorch's committed errors on the problems of <see cref="TableCases"/>.</summary>
internal static class PyTorchErrors
{
    private static readonly Dictionary<(string Norm, string Pattern), double[]> Errors = Read();

    public static ErrorPair Of(string norm, string pattern) => Pair(norm, pattern, 0);

    public static GradientTable.Errors GradientsOf(string norm, string pattern) => new(Pair(norm, pattern, 2), Pair(norm, pattern, 4));

    private static ErrorPair Pair(string norm, string pattern, int at) => new(Errors[(norm, pattern)][at], Errors[(norm, pattern)][at + 1]);

    private static Dictionary<(string, string), double[]> Read()
    {
        using Stream stream = typeof(PyTorchErrors).Assembly.GetManifestResourceStream("pytorch-1.13.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(f => (f[0], f[1]), f => f[2..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray());
    }
}
