extern alias generator;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using generator::Norm.ML.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Norm.ML.Documents.Tests;

/// <summary>
/// The C# of a document as one program: its <c>csharp</c> blocks in reading order. What a reader has and the document need not show, such as data,
/// stands between them in HTML comments that begin with <c>csharp</c>.
/// </summary>
internal sealed partial record DocumentProgram(string Text, bool HasBlocks, string? Output)
{
    // What a new console project imports.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What the SDK switches off in every project: assemblies that were built against older ones.
    private static readonly KeyValuePair<string, ReportDiagnostic>[] OfTheSdk = [new("CS1701", ReportDiagnostic.Suppress),
        new("CS1702", ReportDiagnostic.Suppress)];

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.None);

    public static DocumentProgram Read(string path)
    {
        string document = File.ReadAllText(path).ReplaceLineEndings("\n");
        Match[] blocks = [.. Block().Matches(document).Cast<Match>()];
        string? output = OutputBlock().Match(document) is { Success: true } found ? found.Groups["text"].Value : null;
        return new(string.Concat(blocks.Select(block => block.Groups["text"].Value)), blocks.Any(block => block.Value[0] == '`'), output);
    }

    /// <summary>Compiles with the generator and gives the program; fails with all that the compiler or the generator says.</summary>
    public Assembly Compile(string name)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Norm.ML.Generators", StringComparison.Ordinal)
            && !Path.GetFileName(path).StartsWith("Documents.Tests", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(Usings, Options), CSharpSyntaxTree.ParseText(Text, Options)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: OfTheSdk));
        CSharpGeneratorDriver.Create([new NormKernelGenerator().AsSourceGenerator()], parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out var reports);
        Diagnostic[] complaints = [.. reports.Concat(complete.GetDiagnostics())
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        Assert.True(complaints.Length == 0, string.Join('\n', complaints.Select(complaint => complaint.ToString())));

        string path = Path.Combine(Path.GetTempPath(), name + ".dll");
        using (FileStream file = File.Create(path))
        {
            Assert.True(complete.Emit(file).Success);
        }

        try
        {
            // Where ML.NET's loader finds kernels by their assembly's name.
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [GeneratedRegex("^(?:```csharp|<!-- csharp)\n(?<text>.*?)^(?:```|-->)$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("^It prints\n\n```text\n(?<text>.*?)```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex OutputBlock();
}
