using System.Globalization;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>PyTorch's committed errors on the problems of <see cref="TableCases"/>.</summary>
internal static class PyTorchErrors
{
    private static readonly Dictionary<(string Norm, string Pattern), ErrorPair> Errors = Read();

    public static ErrorPair Of(string norm, string pattern) => Errors[(norm, pattern)];

    private static Dictionary<(string, string), ErrorPair> Read()
    {
        using Stream stream = typeof(PyTorchErrors).Assembly.GetManifestResourceStream("pytorch-1.13.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(f => (f[0], f[1]), f => new ErrorPair(Number(f[2]), Number(f[3])));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
