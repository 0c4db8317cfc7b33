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
            writer.Lines($"""
                if (fitted.Channels != {channels})
                    throw new global::System.ArgumentException("{name} has {channels} channels, but fitted has " + fitted.Channels + ".", nameof(fitted));
                fitted.Normalize(x, destination, spatial: {Literal.Of(definition.Shape.Spatial)}, {LibraryCall.Layout(definition)});
                """);
        }
    }
}
