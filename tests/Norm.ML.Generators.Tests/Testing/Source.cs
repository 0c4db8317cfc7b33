extern alias kernels;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Norm.ML.Generators.Tests.Testing;

/// <summary>Turns C# text into compilations, as a user's project would.</summary>
internal static class Source
{
    public static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(kernels::Norm.ML.LayerNorm).Assembly.Location),
    ];

    private static readonly CSharpCompilationOptions Strictest = new(
        OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release,
        // The user's own code is not documented here; emitted code has to be.
        specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Info)]);

    // All compilations start here, so that references are read once.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Demo", null, References, Strictest);

    /// <summary>What ML.NET and Norm.ML offer to emitted code.</summary>
    public const string MLNet = """
        namespace Microsoft.ML
        {
            public sealed class TransformsCatalog;
        }

        namespace Norm.ML
        {
            public sealed class NormKernelEstimator<TKernel, T>;

            public sealed class FittedNormKernelEstimator<TKernel, T>;

            public static class NormKernelCatalog
            {
                public static NormKernelEstimator<TKernel, T> Kernel<TKernel, T>(
                    this Microsoft.ML.TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null) => new();

                public static FittedNormKernelEstimator<TKernel, T> FittedKernel<TKernel, T>(
                    this Microsoft.ML.TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null) => new();
            }
        }
        """;

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path);

    public static CSharpCompilation Compile(params string[] texts) => Empty.AddSyntaxTrees(texts.Select((text, i) => Parse(text, $"File{i}.cs")));

    /// <summary>A file with one kernel in the namespace Demo.</summary>
    public static string Kernel(string attribute, string declaration = "public readonly partial struct BertNorm;") => $"""
        using Norm.ML;

        namespace Demo;

        [{attribute}]
        {declaration}
        """;
}
