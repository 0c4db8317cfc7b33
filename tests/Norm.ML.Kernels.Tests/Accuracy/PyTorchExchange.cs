using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// Hands the table's problems to PyTorch and measures what comes back, in a folder: one line per problem in <c>cases.txt</c>, raw
/// little-endian floats in <c>*.x</c>, <c>*.dy</c>, <c>*.gamma</c>, <c>*.beta</c> and, from PyTorch, <c>*.y</c>, <c>*.dx</c>, <c>*.dgamma</c>,
/// <c>*.dbeta</c>. See docs/accuracy.md.
/// </summary>
internal static class PyTorchExchange
{
    public static void Export(string folder)
    {
        Directory.CreateDirectory(folder);
        var lines = new StringBuilder();
        foreach ((string file, NormUnderTest norm, _, Problem<float> p) in All())
        {
            NormShape s = p.Shape;
            lines.Append(CultureInfo.InvariantCulture, $"{file} {norm.Name} {s.Examples} {s.Groups} {s.Channels} {s.Spatial} {p.Epsilon:r}\n");
            Write(".x", p.X);
            Write(".dy", p.Dy);
            Write(".gamma", p.Gamma);
            Write(".beta", p.Beta);
            void Write(string extension, float[] values) =>
                File.WriteAllBytes(Path.Combine(folder, file + extension), MemoryMarshal.AsBytes<float>(values));
        }
        File.WriteAllText(Path.Combine(folder, "cases.txt"), lines.ToString());
    }

    /// <summary>The worst error of each norm and pattern as a line of <c>pytorch-1.13.txt</c>.</summary>
    public static IEnumerable<string> Measure(string folder)
    {
        foreach (var group in All().GroupBy(c => (c.Norm, c.Pattern)))
        {
            ErrorPair worst = default;
            GradientTable.Errors gradients = default;
            foreach ((string file, NormUnderTest norm, _, Problem<float> p) in group)
            {
                worst = worst.Worse(Measurement.Output(norm, p, Measurement.Statistics(norm, p), Floats(".y")));
                if (p.Geometry.Segments[0].Length <= 4096)
                {
                    gradients = gradients.Worse(GradientTable.Measure(norm, p, Floats(".dx"), Floats(".dgamma"), Floats(".dbeta")));
                }

                float[] Floats(string extension) =>
                    MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, file + extension))).ToArray();
            }
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{group.Key.Norm.Name} | {group.Key.Pattern} | {Pair(worst)} | {Pair(gradients.Input)} | {Pair(gradients.Parameters)}");
        }

        static string Pair(ErrorPair error) => string.Create(CultureInfo.InvariantCulture, $"{error.Normal:g4} | {error.Tiny:g4}");
    }

    private static IEnumerable<(string File, NormUnderTest Norm, Pattern Pattern, Problem<float> Problem)> All() =>
        from norm in TableCases.TableNorms
        from pattern in Patterns.All.Select((p, i) => (Pattern: p, Number: i))
        from c in TableCases.Of<float>(norm, pattern.Pattern)
        select ($"{norm.Name}-{pattern.Number}-{c.Id}", norm, pattern.Pattern, c.Problem);
}
