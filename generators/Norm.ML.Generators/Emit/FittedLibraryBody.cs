using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes <c>Normalize</c> of a kernel that applies fitted statistics.</summary>
internal static class FittedLibraryBody
{
    public static void Write(SourceWriter writer, KernelRequest request)
    {
        KernelDefinition definition = request.Definition;
        string type = definition.Element.Keyword(), channels = Literal.Of(definition.Shape.Channels), name = request.Target.Name.TrimStart('@');
        writer.Line().Lines($"""
            /// <inheritdoc/>
            public static void Normalize(
                global::System.ReadOnlySpan<{type}> x, global::Norm.ML.FittedBatchNorm<{type}> fitted, global::System.Span<{type}> destination)
            """);
        using (writer.Braces())
        {
            string epsilon = definition.Epsilon is { } named ? Literal.Of(named) : "null";
            writer.Lines($"""
                global::System.ArgumentNullException.ThrowIfNull(fitted);
                fitted.CheckKernel("{name}", channels: {channels}, epsilon: {epsilon}, gamma: {Literal.Of(definition.TakesGamma)}, beta: {Literal.Of(definition.TakesBeta)});
                fitted.Normalize(x, destination, spatial: {Literal.Of(definition.Shape.Spatial)}, {LibraryCall.Layout(definition)});
                """);
        }
    }
}
