using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Norm.ML.Generators.Diagnostics;
using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators;

/// <summary>Emits a kernel for every struct that asks for one, and reports why where it does not.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NormKernelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // What the compilation offers to emitted code.
        var host = context.CompilationProvider.Select(HostFacts.Read).WithTrackingName(Stages.Host);

        // What declarations ask for, as plain data: one attribute for each row of the catalog.
        var readings = NormCatalog.All
            .Select(norm => context.SyntaxProvider
                .ForAttributeWithMetadataName(KernelAttributes.MetadataName(norm), static (node, _) => node is TypeDeclarationSyntax,
                    RequestReader.Read)
                .WithTrackingName(Stages.Readings))
            .ToArray();

        // The sound requests. Places in files are dropped here, so that an edit that only moves them emits nothing again.
        var requests = readings
            .Select(static reading => reading
                .Where(static reading => reading.Request is not null)
                .Select(static (reading, _) => reading.Request!)
                .WithTrackingName(Stages.Requests))
            .ToArray();

        // Names that would give one file, which needs all requests at once.
        var clashes = requests
            .Select(static request => request.Collect())
            .Aggregate(static (left, right) => left.Combine(right).Select(static (pair, _) => pair.Left.AddRange(pair.Right)))
            .Select(static (all, _) => NameClashes.Find(all))
            .WithTrackingName(Stages.Clashes);

        foreach (var request in requests)
        {
            // How each kernel is carried out.
            var plans = request
                .Select(static (request, _) => new PlannedKernel(request, Planner.Plan(request.Definition)))
                .WithTrackingName(Stages.Plans);

            // The text of each file.
            var files = plans.Combine(host).Combine(clashes)
                .Select(static (input, _) => KernelFile.Write(input.Left.Left, input.Left.Right, input.Right))
                .WithTrackingName(Stages.Files);

            context.RegisterSourceOutput(files, static (output, file) =>
            {
                if (file is not null)
                    output.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8));
            });
        }

        // Why there is no kernel.
        foreach (var reading in readings)
            Report(context, reading.SelectMany(static (reading, _) => reading.Problems).WithTrackingName(Stages.Problems));

        // Why an attribute is not a request.
        Report(context, context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => ElementTypeMissing.IsCandidate(node), RequestReader.ReadSlip)
            .Where(static slip => slip is not null)
            .Select(static (slip, _) => slip!)
            .WithTrackingName(Stages.Slips));
    }

    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Problem> problems) =>
        context.RegisterSourceOutput(problems, static (output, problem) => output.ReportDiagnostic(problem.ToDiagnostic()));
}
