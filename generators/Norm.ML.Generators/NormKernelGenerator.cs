using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators;

/// <summary>Emits a kernel for every struct that asks for one.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NormKernelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // What the compilation offers to emitted code.
        var host = context.CompilationProvider.Select(HostFacts.Read).WithTrackingName(Stages.Host);

        // The sound requests, as plain data: one attribute for each row of the catalog.
        var requests = NormCatalog.All
            .Select(norm => context.SyntaxProvider
                .ForAttributeWithMetadataName(KernelAttributes.MetadataName(norm), static (node, _) => node is TypeDeclarationSyntax, RequestReader.Read)
                .WithTrackingName(Stages.Requests)
                .Where(static request => request is not null)
                .Select(static (request, _) => request!))
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
    }
}
