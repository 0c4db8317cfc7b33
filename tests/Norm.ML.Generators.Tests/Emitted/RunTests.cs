using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Emitted;

/// <summary>Kernels of every norm, type and size, compiled in one compilation, run, and compared with the library bit by bit.</summary>
public class RunTests
{
    private static readonly int[] Sizes = [.. Enumerable.Range(1, 130), 192, 255, 256, 300, 384, 512, 768, 1000, 1024, 4096];

    [Fact]
    public void Every_kernel_gives_the_bits_of_the_library()
    {
        var kernels = new StringBuilder("using Norm.ML;\n\n");
        var checks = new StringBuilder("using Norm.ML;\n\npublic static class Checks { public static void Run() {\n");
        foreach (string type in new[] { "float", "double" })
        {
            foreach (int size in Sizes)
            {
                Add($"LayerNorm<{type}>({size})", type,
                    $"(x, g, b, y) => LayerNorm.Normalize(x, {size}, g, b, y, Comparison.Unwanted, Comparison.Unwanted)",
                    $"(x, g, b, y) => LayerNorm.Normalize(x, {size}, g, b, y)");
                Add($"RmsNorm<{type}>({size})", type, $"(x, g, b, y) => RmsNorm.Normalize(x, {size}, g, y, Comparison.Unwanted)",
                    $"(x, g, b, y) => RmsNorm.Normalize(x, {size}, g, y)");
                Add($"UnitNorm<{type}>({size})", type, $"(x, g, b, y) => UnitNorm.Normalize(x, {size}, y, Comparison.Unwanted)",
                    $"(x, g, b, y) => UnitNorm.Normalize(x, {size}, y)");
                Add($"GroupNorm<{type}>(2, 4, Spatial = {size})", type, $"(x, g, b, y) => GroupNorm.Normalize(x, 2, 4, {size}, g, b, y)");
                Add($"InstanceNorm<{type}>(2, Spatial = {size + 1})", type, $"(x, g, b, y) => InstanceNorm.Normalize(x, 2, {size + 1}, g, b, y)");
                Add($"BatchNorm<{type}>({size})", type, "(x, f, y) => f.Normalize(x, y)");
            }
        }

        foreach (string type in new[] { "float", "double" })
        {
            foreach (int size in Sizes)
            {
                Options("LayerNorm", type, size, "Affine = false", "g, b, y", "");
                Options("LayerNorm", type, size, "Bias = false, Epsilon = 1e-12", "g, b, y", ", epsilon: 1e-12");
                Options("RmsNorm", type, size, "Affine = false, Epsilon = 1e-3", "g, y", ", epsilon: 1e-3");
                Options("RmsNorm", type, size, "UnitOffset = true", "g, y", ", unitOffset: true");
                Options("LayerNorm", type, size, "Precision = NormPrecision.Fast", "g, b, y", ", precision: NormPrecision.Fast");
                Options("LayerNorm", type, size, "Precision = NormPrecision.Exact", "g, b, y", ", precision: NormPrecision.Exact");
                Options("RmsNorm", type, size, "Precision = NormPrecision.Exact", "g, y", ", precision: NormPrecision.Exact");
                Options("UnitNorm", type, size, "Precision = NormPrecision.Exact", "y", ", precision: NormPrecision.Exact");
                Options("UnitNorm", type, size, "Precision = NormPrecision.Fast", "y", ", precision: NormPrecision.Fast");
                Options("UnitNorm", type, size, "Epsilon = 3", "y", ", epsilon: 3"); // some rows are shorter
                if (type == "double")
                {
                    continue;
                }

                Options("LayerNorm", type, size, "Affine = false, Precision = NormPrecision.Fast", "g, b, y", ", precision: NormPrecision.Fast");
                Options("RmsNorm", type, size, "Precision = NormPrecision.Fast", "g, y", ", precision: NormPrecision.Fast");
                Options("RmsNorm", type, size, "UnitOffset = true, Precision = NormPrecision.Fast", "g, y",
                    ", precision: NormPrecision.Fast, unitOffset: true");
            }
        }

        Assembly assembly = Load(GeneratorRun.Of(kernels.ToString(), checks.Append("} }").ToString(),
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Comparison.cs.txt"))).AssertCompiles());
        assembly.GetType("Checks")!.GetMethod("Run")!.Invoke(null, null);
        Type comparison = assembly.GetType("Comparison")!;
        Assert.Empty((IEnumerable<string>)comparison.GetField("Differences")!.GetValue(null)!);
        Assert.True((int)comparison.GetProperty("Compared")!.GetValue(null)! > 50_000);

        // With statistics, which nobody wants, the library goes its way for any size.
        void Options(string norm, string type, int size, string options, string parameters, string arguments)
        {
            string unwanted = norm == "LayerNorm" ? "Comparison.Unwanted, Comparison.Unwanted" : "Comparison.Unwanted";
            Add($"{norm}<{type}>({size}, {options})", type, $"(x, g, b, y) => {norm}.Normalize(x, {size}, {parameters}, {unwanted}{arguments})",
                $"(x, g, b, y) => {norm}.Normalize(x, {size}, {parameters}{arguments})");
        }

        void Add(string attribute, string type, string library, string? call = null)
        {
            string name = $"K{kernels.Length}", check = attribute.StartsWith("Batch", StringComparison.Ordinal) ? "CheckFitted" : "Check";
            kernels.Append($"[{attribute}] public readonly partial struct {name};\n");
            checks.Append($"Comparison.{check}<{name}, {type}>(\"{attribute}\", static {library}{(call is null ? "" : $", static {call}")});\n");
        }
    }

    private static Assembly Load(GeneratorRun run)
    {
        using var stream = new MemoryStream();
        Assert.Empty(run.Output.Emit(stream).Diagnostics.Where(
            diagnostic => diagnostic.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning));
        stream.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }
}
