using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Fuzz;

/// <summary>Whatever the user writes: nothing throws, what is emitted compiles, and a request that gets no kernel gets our diagnostic.</summary>
public class FuzzTests
{
    [Fact]
    public void Any_declaration()
    {
        var declarations = new Declarations(seed: 1);
        string[] texts = [.. Enumerable.Range(0, 3000).Select(_ => declarations.Next())];
        int emitted = 0, rejected = 0;
        Parallel.ForEach(texts, text =>
        {
            try
            {
                (bool file, bool report) = Check(text);
                Interlocked.Add(ref emitted, file ? 1 : 0);
                Interlocked.Add(ref rejected, report ? 1 : 0);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(text, exception);
            }
        });

        // The declarations are worth something: plenty of both kinds.
        Assert.True(emitted > 400, $"Only {emitted} kernels were emitted.");
        Assert.True(rejected > 500, $"Only {rejected} requests were rejected.");
    }

    private static (bool Emitted, bool Rejected) Check(string text)
    {
        CSharpCompilation input = Source.Compile(text, Source.MLNet);
        GeneratorRun run = GeneratorRun.Once(input);
        bool emitted = run.Files.Count > 0, rejected = run.Reported.Any(report => report.Severity == DiagnosticSeverity.Error);

        Diagnostic[] errors = [.. Errors(run.Output)];
        if (errors.Length > 0)
        {
            // A mistake of the user's that the compiler finds without us.
            Assert.True(Errors(input).Any(),
                $"The emitted code does not compile: "
                    + $"{string.Join("\n", errors.AsEnumerable())}\n{string.Join("\n", run.Files.Select(file => file.SourceText))}");
        }
        else
        {
            bool asked = input.GetSymbolsWithName(_ => true, SymbolFilter.Type).Any(type => KernelAttributes.On(type).Any());
            Assert.True(!asked || rejected != emitted, "A request gets either a kernel or a report.");
        }

        return (emitted, rejected);
    }

    private static IEnumerable<Diagnostic> Errors(Compilation compilation) =>
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
