using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Norm.ML.Generators.Diagnostics;

namespace Norm.ML.Generators.Model;

/// <summary>The border between the compiler's objects and the pipeline's plain data.</summary>
internal static class RequestReader
{
    /// <summary>Reads the requests of one norm that a declaration carries: usually one.</summary>
    public static Reading Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        KernelRequest? request = null;
        foreach (AttributeData attribute in context.Attributes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (context.TargetSymbol is not INamedTypeSymbol type || Declaration.TryRead(type, attribute) is not { } declaration)
            {
                continue;
            }

            IReadOnlyList<Finding> findings = Rules.Check(declaration, context.SemanticModel.Compilation);
            problems.AddRange(findings.Select(finding => finding.ToProblem()));
            if (findings.Count == 0 && declaration.IsReadable)
            {
                request = new KernelRequest { Definition = declaration.ToDefinition(), Target = TargetReader.Read(type) };
            }
        }

        return new(request, new([.. problems]));
    }

    /// <summary>Reads an attribute that may have been meant as a request.</summary>
    public static Problem? ReadSlip(GeneratorSyntaxContext context, CancellationToken cancellation) =>
        ElementTypeMissing.Find((AttributeSyntax)context.Node, context.SemanticModel, cancellation)?.ToProblem();
}
