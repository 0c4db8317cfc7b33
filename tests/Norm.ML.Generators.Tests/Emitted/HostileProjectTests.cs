using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Norm.ML.Generators.Diagnostics;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Emitted;

/// <summary>A kernel adds no warning to a project, however it is set up. Warnings are errors here, at the highest level.</summary>
public class HostileProjectTests
{
    [Theory]
    [InlineData("[System.Obsolete] [LayerNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[System.Obsolete(\"Use another.\", true)] [LayerNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[System.Obsolete(\"\\\"Quoted\\\"\", DiagnosticId = \"OWN001\")] [LayerNorm<float>(768)] internal readonly partial struct N;")]
    [InlineData("[System.Diagnostics.CodeAnalysis.Experimental(\"OWN002\", UrlFormat = \"https://example.org/{0}\")] [BatchNorm<float>(8)] public "
        + "readonly partial struct N;")]
    [InlineData("[System.Obsolete(\"Use another.\", true)] public partial class Outer { [LayerNorm<float>(8)] public readonly partial struct N; }")]
    [InlineData("[System.Obsolete] public partial class Outer { [System.Obsolete(\"Use another.\", "
        + "true)] [LayerNorm<float>(8)] public readonly partial struct N; }")]
    [InlineData("[System.Diagnostics.CodeAnalysis.Experimental(\"OWN003\")] public partial class Outer { [LayerNorm<float>(8)] public "
        + "readonly partial struct N; }")]
    [InlineData("[System.Runtime.Versioning.RequiresPreviewFeatures] [LayerNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[System.Runtime.Versioning.SupportedOSPlatform(\"linux\")] [LayerNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[LayerNorm<float>(8)] public readonly partial struct @abc;")]
    [InlineData("public partial class @outer { [LayerNorm<float>(8)] public readonly partial struct @abc; }")]
    [InlineData("#nullable disable\n[LayerNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[RmsNorm<float>(64, Residual = true, Backward = true)] public readonly partial struct N;")]
    public void Every_attribute_and_name(string declaration)
    {
        Assert.Empty(Diagnostics($"using Norm.ML;\n\n{declaration}", strict: true));
        Assert.Empty(Diagnostics($"using Norm.ML;\n\n{declaration}", strict: true, NullableContextOptions.Disable));
    }

    // The request's array of sizes (CS3016) and the emitted members (CS3001) would be warned of.
    [Theory]
    [InlineData("[LayerNorm<float>(8, Residual = true)] public readonly partial struct N;")]
    [InlineData("public partial class Outer { [RmsNorm<float>(8, Backward = true)] public readonly partial struct N; }")]
    [InlineData("[LayerNorm<float>(8)] internal readonly partial struct N;")]
    [InlineData("[BatchNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[GroupNorm<float>(2, 8, Backward = true)] public readonly partial struct N;")]
    [InlineData("[System.CLSCompliant(false)] [LayerNorm<float>(8, Residual = true)] public readonly partial struct N;")]
    public void A_library_for_other_languages(string declaration) =>
        Assert.Empty(Diagnostics($"using Norm.ML;\n\n[assembly: System.CLSCompliant(true)]\n\n{declaration}", strict: true));

    // With the attributes on the extension class too, whoever calls the transform is told.
    [Fact]
    public void Use_of_an_obsolete_kernel_as_a_transform_is_reported_to_its_user()
    {
        string use = "public static class Program { public static object Main(Microsoft.ML.TransformsCatalog transforms) => transforms.N(\"X\"); }";
        Assert.Contains(Diagnostics($"using Norm.ML;\n\n[System.Obsolete(\"Use another.\")] [LayerNorm<float>(8)] public readonly partial struct "
            + $"N;\n{use}", strict: false),
            diagnostic => diagnostic.Id == "CS0618" && diagnostic.Location.SourceTree!.FilePath == "File0.cs");
        Assert.Contains(Diagnostics($"using Norm.ML;\n\n[System.Diagnostics.CodeAnalysis.Experimental(\"OWN004\")] [LayerNorm<float>(8)] public "
            + $"readonly partial struct N;\n{use}", strict: false),
            diagnostic => diagnostic.Id == "OWN004" && diagnostic.Location.SourceTree!.FilePath == "File0.cs");
    }

    /// <summary>The SDK's own analyzers, with all of their rules on: nothing about the kernel that they do not say about the struct alone.</summary>
    [Theory]
    [InlineData("[LayerNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[RmsNorm<double>(64, Residual = true, Backward = true)] public readonly partial struct N;")]
    [InlineData("[BatchNorm<float>(8)] public readonly partial struct N;")]
    [InlineData("[LayerNorm<float>(768)] internal readonly partial struct N;")]
    public void All_analyzers_of_the_SDK(string declaration)
    {
        string text = $"using Norm.ML;\n\nnamespace Demo;\n\n{declaration}";
        string[] before = Analyze(Source.Compile(text, Source.MLNet)), after = Analyze(GeneratorRun.Of(text, Source.MLNet).Output);
        Assert.NotEmpty(before);
        Assert.Equal(before, after);
    }

    [Fact]
    public void Generated_members_name_the_tool_and_its_version()
    {
        string version = typeof(NormKernelGenerator).Assembly.GetName().Version!.ToString(3);
        var type = GeneratorRun.Of(Source.Kernel("LayerNorm<float>(64, Residual = true, Backward = true)",
            "public readonly partial struct N { public static int Own => 1; }"), Source.MLNet).Output;
        INamedTypeSymbol[] types = [type.GetTypeByMetadataName("Demo.N")!, type.GetTypeByMetadataName("Demo.NTransformsCatalogExtensions")!];
        Assert.Empty(types[0].GetAttributes().Where(IsGenerated));
        Assert.Single(types[1].GetAttributes(), IsGenerated);
        Assert.All(types[0].GetMembers()
            .Where(member => member is { IsImplicitlyDeclared: false } and not IMethodSymbol { AssociatedSymbol: not null }),
            member => Assert.Equal(member.Name != "Own", member.GetAttributes().Any(IsGenerated)));

        bool IsGenerated(AttributeData attribute) =>
            attribute.AttributeClass!.Name == "GeneratedCodeAttribute"
                && attribute.ConstructorArguments is [{ Value: "Norm.ML.Generators" }, { Value: { } value }] && Equals(value, version);
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("/// <summary>Mine.</summary>", false, true)]
    [InlineData("/// <summary>Mine.</summary>\n/// <remarks>Mine.</remarks>", false, false)]
    [InlineData("/// <remarks>Mine.</remarks>", true, false)]
    [InlineData("/** <summary>Mine.</summary> */", false, true)]
    [InlineData("/// <inheritdoc cref=\"object\"/>", false, false)]
    [InlineData("// Not documentation.", true, true)]
    public void What_the_user_has_documented_is_not_documented_again(string comment, bool summary, bool remarks)
    {
        GeneratorRun run = GeneratorRun.Of($"using Norm.ML;\n\n{comment}\n[LayerNorm<float>(768)]\npublic readonly partial struct N;")
            .AssertCompiles();
        string own = run.Text[..run.Text.IndexOf("partial struct N", StringComparison.Ordinal)];
        Assert.Equal((summary, remarks), (own.Contains("<summary>"), own.Contains("<remarks>")));
    }

    private static Diagnostic[] Diagnostics(string text, bool strict, NullableContextOptions nullable = NullableContextOptions.Enable)
    {
        CSharpCompilation compilation = Source.Compile(text, Source.MLNet.Replace("?", nullable == NullableContextOptions.Enable ? "?" : ""));
        compilation = compilation.WithOptions(compilation.Options.WithNullableContextOptions(nullable)
            .WithGeneralDiagnosticOption(strict ? ReportDiagnostic.Error : ReportDiagnostic.Default));
        GeneratorRun run = GeneratorRun.Of(compilation);
        Assert.Single(run.Files);
        Assert.Empty(run.Reported);

        // The declarations in ML.NET's place are not what is tested.
        ImmutableArray<Diagnostic> all = run.Output.WithAnalyzers([new KernelSuppressor()]).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        return [.. all.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning
            && diagnostic.Location.SourceTree?.FilePath != "File1.cs")];
    }

    private static string[] Analyze(Compilation compilation)
    {
        string directory = Path.Combine(SdkDirectory(), "Sdks", "Microsoft.NET.Sdk", "analyzers");
        Assembly[] assemblies = [.. new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
            .Select(name => AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(directory, name)))];
        DiagnosticAnalyzer[] analyzers = [.. assemblies.SelectMany(Types)
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
        Assert.True(analyzers.Length > 100, $"Only {analyzers.Length} analyzers were found.");

        // AnalysisMode All: every rule is a warning.
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            compilation.Options.SpecificDiagnosticOptions.AddRange(analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
                .Select(rule => rule.Id).Distinct()
                .Select(id => new KeyValuePair<string, ReportDiagnostic>(id, ReportDiagnostic.Warn)))));
        ImmutableArray<Diagnostic> found = compilation.WithAnalyzers([.. analyzers, new KernelSuppressor()]).GetAnalyzerDiagnosticsAsync()
            .GetAwaiter().GetResult();
        return [.. found.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath != "File1.cs" && !diagnostic.IsSuppressed)
            .Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage()}").Distinct().Order(StringComparer.Ordinal)];
    }

    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return [.. exception.Types.OfType<Type>()];
        }
    }

    // The SDK whose compiler builds this repository: the highest one beside the runtime.
    private static string SdkDirectory()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "sdk"));
        return Directory.GetDirectories(root, "10.*").OrderBy(directory => Version.Parse(Path.GetFileName(directory).Split('-')[0])).Last();
    }
}
