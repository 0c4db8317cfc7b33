using System.Globalization;
using System.Text;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>The measured part of docs/accuracy.md: two tables per norm.</summary>
internal static class AccuracyDocument
{
    private const string Begin = "<!-- measured: begin -->", End = "<!-- measured: end -->";

    public static string Path => Repository.Path("docs/accuracy.md");

    public static string Render()
    {
        var text = new StringBuilder();
        foreach (NormUnderTest norm in TableCases.TableNorms)
        {
            text.Append($"\n### {norm.Name}\n\n| pattern | float, Strict | float, Fast | PyTorch 1.13, "
                + "float | double |\n| --- | ---: | ---: | ---: | ---: |\n");
            foreach (Pattern pattern in Patterns.All)
            {
                AccuracyTable.Row row = AccuracyTable.Of(norm.Name, pattern.Name);
                string peer = Text(PyTorchErrors.Of(norm.Name, pattern.Name)), fast = norm is BatchNormUnderTest ? "–" : Text(row.Fast);
                text.Append($"| {pattern.Name} | {Text(row.Strict)} | {fast} | {peer} | {Text(row.Double)} |\n");
            }
            text.Append($"\nGradients of {norm.Name}:\n\n");
            text.Append("| pattern | dx, float | PyTorch 1.13, float | dx, double | dgamma and dbeta, float | PyTorch 1.13, "
                + "float | dgamma and dbeta, double |\n");
            text.Append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
            foreach (Pattern pattern in Patterns.All)
            {
                (GradientTable.Errors single, GradientTable.Errors wide) = GradientTable.Of(norm.Name, pattern.Name);
                GradientTable.Errors peer = PyTorchErrors.GradientsOf(norm.Name, pattern.Name);
                text.Append($"| {pattern.Name} | {Text(single.Input)} | {Text(peer.Input)} | {Text(wide.Input)} | ");
                text.Append($"{Text(single.Parameters)} | {Text(peer.Parameters)} | {Text(wide.Parameters)} |\n");
            }
        }
        return text.Append('\n').ToString();
    }

    /// <summary>The document with its measured part replaced.</summary>
    public static string Replace(string document, string measured) =>
        document[..(document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n" + measured
        + document[document.IndexOf(End, StringComparison.Ordinal)..];

    public static string Measured(string document) =>
        document[(document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length + 1)..document.IndexOf(End, StringComparison.Ordinal)];

    /// <summary>Two significant digits; a subnormal natural scale counts as the smallest normal number.</summary>
    private static string Text(ErrorPair error)
    {
        double worst = Math.Max(error.Normal, error.Tiny);
        return double.IsInfinity(worst) ? "∞" : worst < 100 ? worst.ToString("0.00", CultureInfo.InvariantCulture)
            : worst.ToString("0.0e+0", CultureInfo.InvariantCulture);
    }
}
