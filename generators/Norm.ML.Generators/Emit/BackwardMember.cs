using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes <c>Backward</c>, if it was asked for.</summary>
internal static class BackwardMember
{
    public static void Write(SourceWriter writer, KernelRequest request)
    {
        KernelDefinition definition = request.Definition;
        if (!definition.Options.Backward)
            return;

        string type = definition.Element.Keyword(), gradients = definition.Norm.HasBeta ? "dx, dgamma, dbeta" : "dx, dgamma";
        writer.Line().Lines($"""
            /// <inheritdoc/>
            public static void Backward(
                global::System.ReadOnlySpan<{type}> dy, global::System.ReadOnlySpan<{type}> x, global::System.ReadOnlySpan<{type}> gamma,
                global::System.Span<{type}> dx, global::System.Span<{type}> dgamma, global::System.Span<{type}> dbeta)
            """);
        using (writer.Braces())
        {
            Refusals.Write(writer, request, gamma: "gamma", beta: null);
            Refusals.Write(writer, request, gamma: "dgamma", beta: "dbeta");
            writer.Lines($"""
                {LibraryCall.Method(definition, "Backward")}(
                    dy, x, {LibraryCall.Sizes(definition)}, gamma, {gradients},
                    {LibraryCall.Options(definition, forward: false)});
                """);
        }
    }
}
