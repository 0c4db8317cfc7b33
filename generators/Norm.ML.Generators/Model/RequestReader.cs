using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Diagnostics;

namespace Norm.ML.Generators.Model;

/// <summary>The border between the compiler's objects and the pipeline's plain data.</summary>
internal static class RequestReader
{
    /// <summary>Reads a sound request; null for one that a rule rejects, which the analyzer then reports.</summary>
    public static KernelRequest? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type || Declaration.TryRead(type, context.Attributes[0]) is not { } declaration)
            return null;

        cancellation.ThrowIfCancellationRequested();
        return Rules.Accept(declaration)
            ? new KernelRequest { Definition = declaration.ToDefinition(), Target = TargetReader.Read(type) }
            : null;
    }
}
