using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes <c>NormalizeResidual</c>, if it was asked for.</summary>
internal static class ResidualMember
{
    public static void Write(SourceWriter writer, KernelRequest request)
    {
        KernelDefinition definition = request.Definition;
        if (!definition.Options.Residual)
            return;

        string type = definition.Element.Keyword(), affine = definition.Norm.HasBeta ? "gamma, beta" : "gamma";
        writer.Line().Lines($"""
            /// <summary>Adds a residual and normalizes the sum: <c>sum = x + residual; destination = norm(sum)</c>.</summary>
            /// <param name="x">The elements to normalize, a multiple of {Literal.Of(definition.ExampleLength)}.</param>
            /// <param name="residual">As many elements as <paramref name="x"/>.</param>
            /// <param name="gamma">Scale; empty means 1.</param>
            /// <param name="beta">Shift; empty means 0.</param>
            /// <param name="sum">Receives the sums; may be the memory of a source.</param>
            /// <param name="destination">Receives the normalized sums; apart from <paramref name="sum"/>.</param>
            public static void NormalizeResidual(
                global::System.ReadOnlySpan<{type}> x, global::System.ReadOnlySpan<{type}> residual, global::System.ReadOnlySpan<{type}> gamma,
                global::System.ReadOnlySpan<{type}> beta, global::System.Span<{type}> sum, global::System.Span<{type}> destination)
            """);
        using (writer.Braces())
        {
            Refusals.Write(writer, request, gamma: "gamma", beta: "beta");
            writer.Lines($"""
                {LibraryCall.Method(definition, "NormalizeResidual")}(
                    x, residual, {LibraryCall.Sizes(definition)}, {affine}, sum, destination,
                    {LibraryCall.Options(definition, forward: true)});
                """);
        }
    }
}
