using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes the refusal of parameters that the kernel does not take; the library checks all else.</summary>
internal static class Refusals
{
    public static void Write(SourceWriter writer, KernelRequest request, string? gamma, string? beta)
    {
        KernelDefinition definition = request.Definition;
        if (gamma is not null && !definition.TakesGamma)
            Refuse(writer, request.Target, gamma);
        if (beta is not null && !definition.TakesBeta)
            Refuse(writer, request.Target, beta);
    }

    private static void Refuse(SourceWriter writer, KernelTarget target, string parameter) => writer.Lines($"""
        if (!{parameter}.IsEmpty)
            throw new global::System.ArgumentException("{target.Name.TrimStart('@')} takes no {parameter}.", nameof({parameter}));
        """);
}
