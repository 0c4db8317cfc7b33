extern alias kernels;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Norm.ML.Generators.Tests.Testing;

/// <summary>Turns C# text into compilations, as a user's project would.</summary>
internal static class Source
{
    public static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly MetadataReference Kernels = MetadataReference.CreateFromFile(typeof(kernels::Norm.ML.LayerNorm).Assembly.Location);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        Kernels,
    ];

    private static readonly CSharpCompilationOptions Strictest = new(
        OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release,
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

            public sealed class NormKernelOptions;

            public sealed class FittedNormKernelEstimator<TKernel, T>;

            public static class NormKernelCatalog
            {
                public static NormKernelEstimator<TKernel, T> Kernel<TKernel, T>(
                    this Microsoft.ML.TransformsCatalog catalog, string outputColumnName, string? inputColumnName, NormKernelOptions? options) =>
                    new();

                public static FittedNormKernelEstimator<TKernel, T> FittedKernel<TKernel, T>(
                    this Microsoft.ML.TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null) => new();
            }
        }
        """;

    /// <summary>What ML.NET offers to pipelines, in addition to <see cref="MLNet"/>: the same names and parameters.</summary>
    public const string Pipelines = """
        using System.Collections.Generic;
        using Microsoft.ML.Data;

        namespace Microsoft.ML
        {
            public interface IDataView;

            public interface IEstimator { IEstimator Fit(IDataView input); }

            public class Estimator : IEstimator { public IEstimator Fit(IDataView input) => this; }

            public class EstimatorChain : IEstimator
            {
                public IEstimator Fit(IDataView input) => this;
                public EstimatorChain Append(IEstimator estimator, int scope = 0) => this;
                public EstimatorChain AppendCacheCheckpoint(object env) => this;
            }

            public static class LearningPipelineExtensions
            {
                public static EstimatorChain Append(this IEstimator start, IEstimator estimator, int scope = 0) => new();
            }

            public sealed class MLContext
            {
                public TransformsCatalog Transforms => null!;
                public DataOperationsCatalog Data => null!;
            }

            public sealed class DataOperationsCatalog
            {
                public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null) => null!;
                public IDataView Cache(IDataView input, params string[] columnsToPrefetch) => input;
                public IDataView TakeRows(IDataView input, long count) => input;
                public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1) => new();
                public sealed class TrainTestData { public IDataView TrainSet => null!; }
            }

            public static class Catalog
            {
                public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path) => null!;
                public static Estimator Concatenate(
                    this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames) => new();
                public static Estimator FeaturizeText(this TransformsCatalog catalog, string outputColumnName, TextOptions options) => new();
                public static Estimator DropColumns(this TransformsCatalog catalog, params string[] columnNames) => new();
            }

            public sealed class TextOptions;
        }

        namespace Microsoft.ML.Data
        {
            public sealed class SchemaDefinition;
            public class VectorTypeAttribute : System.Attribute
            {
                public VectorTypeAttribute() { }
                public VectorTypeAttribute(params int[] sizes) { }
            }
            public class ColumnNameAttribute(string name) : System.Attribute { public string Name => name; }
            public class LoadColumnAttribute(int start, int end) : System.Attribute { public int Start => start; public int End => end; }
        }
        """;

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path);

    public static CSharpCompilation Compile(LanguageVersion version, params string[] texts) =>
        Empty.AddSyntaxTrees(texts.Select((text, i) => CSharpSyntaxTree.ParseText(text, Options.WithLanguageVersion(version), $"File{i}.cs")));

    /// <summary>Compiles with the kernels' assembly under other aliases than the usual one.</summary>
    public static CSharpCompilation CompileUnder(string[] aliases, params string[] texts) =>
        Compile(texts).ReplaceReference(Kernels, Kernels.WithAliases(aliases));

    public static CSharpCompilation Compile(params string[] texts) => Empty.AddSyntaxTrees(texts.Select((text, i) => Parse(text, $"File{i}.cs")));

    /// <summary>A file with one kernel in the namespace Demo.</summary>
    public static string Kernel(string attribute, string declaration = "public readonly partial struct BertNorm;") => $"""
        using Norm.ML;

        namespace Demo;

        [{attribute}]
        {declaration}
        """;
}
