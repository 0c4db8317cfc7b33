using Norm.ML.Generators.Emit.Unrolled;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes <c>Normalize</c>, as the plan says.</summary>
internal static class ForwardMembers
{
    public static void Write(SourceWriter writer, KernelRequest request, KernelPlan plan)
    {
        KernelDefinition definition = request.Definition;
        if (definition.Norm.Fitted)
        {
            FittedLibraryBody.Write(writer, request);
            return;
        }

        string type = definition.Element.Keyword();
        writer.Line().Lines($"""
            /// <summary>Normalizes any number of {Documentation.Examples(definition)}, without gamma and beta.</summary>
            /// <param name="x">The elements to normalize, a multiple of {Literal.Of(definition.ExampleLength)}.</param>
            /// <param name="destination">Receives as many elements; may be the same memory.</param>
            public static void Normalize(global::System.ReadOnlySpan<{type}> x, global::System.Span<{type}> destination) =>
                Normalize(x, default, default, destination);

            /// <inheritdoc/>
            public static void Normalize(
                global::System.ReadOnlySpan<{type}> x, global::System.ReadOnlySpan<{type}> gamma,
                global::System.ReadOnlySpan<{type}> beta, global::System.Span<{type}> destination)
            """);
        using (writer.Braces())
        {
            Refusals.Write(writer, request, gamma: "gamma", beta: "beta");
            if (plan is UnrolledPlan written)
                UnrolledMembers.WriteCall(writer, request, written);
            else
                LibraryBody.Write(writer, definition);
        }
    }
}
