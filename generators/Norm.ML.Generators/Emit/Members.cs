using Norm.ML.Generators.Emit.Unrolled;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes the public members of a kernel, in their order in the file.</summary>
internal static class Members
{
    /// <summary>What is known about a kernel before it runs: <c>INormKernelShape</c>.</summary>
    public static void WriteShape(SourceWriter writer, KernelDefinition definition)
    {
        Property("global::Norm.ML.NormKind", "Kind", $"global::Norm.ML.NormKind.{definition.Kind}").Line();
        Property("int", "ExampleLength", Literal.Of(definition.ExampleLength)).Line();
        Property("int", "GammaLength", Literal.Of(definition.GammaLength)).Line();
        Property("int", "BetaLength", Literal.Of(definition.BetaLength)).Line();
        Property("double", "Epsilon", Literal.Of(definition.Epsilon ?? 0)).Line();
        Property("global::Norm.ML.NormPrecision", "Precision", $"global::Norm.ML.NormPrecision.{definition.Options.Precision}");

        SourceWriter Property(string type, string name, string value) => writer.Lines($"""
            /// <inheritdoc/>
            {EmittedNames.Generated}
            public static {type} {name} => {value};
            """);
    }

    /// <summary><c>Normalize</c>, as the plan says.</summary>
    public static void WriteNormalize(SourceWriter writer, KernelRequest request, KernelPlan plan)
    {
        KernelDefinition definition = request.Definition;
        if (definition.Norm.Fitted)
        {
            WriteNormalizeFitted(writer, request);
            return;
        }

        string type = definition.Element.Keyword();
        writer.Line().Lines($"""
            /// <summary>Normalizes any number of {Documentation.Examples(definition)}, without gamma and beta.</summary>
            /// <param name="x">The elements to normalize, a multiple of {Literal.Of(definition.ExampleLength)}.</param>
            /// <param name="destination">Receives as many elements; may be the same memory.</param>
            {EmittedNames.Generated}
            public static void Normalize(global::System.ReadOnlySpan<{type}> x, global::System.Span<{type}> destination) =>
                Normalize(x, default, default, destination);

            /// <inheritdoc/>
            {EmittedNames.Generated}
            public static void Normalize(
                global::System.ReadOnlySpan<{type}> x, global::System.ReadOnlySpan<{type}> gamma,
                global::System.ReadOnlySpan<{type}> beta, global::System.Span<{type}> destination)
            """);
        using (writer.Braces())
        {
            Refuse(writer, request, gamma: "gamma", beta: "beta");
            if (plan is UnrolledPlan written)
            {
                UnrolledMembers.WriteCall(writer, request, written);
            }
            else
            {
                LibraryCall.WriteNormalize(writer, definition);
            }
        }
    }

    /// <summary><c>NormalizeResidual</c>, if it was asked for.</summary>
    public static void WriteResidual(SourceWriter writer, KernelRequest request)
    {
        KernelDefinition definition = request.Definition;
        if (!definition.Options.Residual)
        {
            return;
        }

        string type = definition.Element.Keyword();
        writer.Line().Lines($"""
            /// <summary>Adds a residual and normalizes the sum: <c>sum = x + residual; destination = norm(sum)</c>.</summary>
            /// <param name="x">The elements to normalize, a multiple of {Literal.Of(definition.ExampleLength)}.</param>
            /// <param name="residual">As many elements as <paramref name="x"/>.</param>
            /// <param name="gamma">Scale; empty means 1.</param>
            /// <param name="beta">Shift; empty means 0.</param>
            /// <param name="sum">Receives the sums; may be the memory of a source.</param>
            /// <param name="destination">Receives the normalized sums; apart from <paramref name="sum"/>.</param>
            {EmittedNames.Generated}
            public static void NormalizeResidual(
                global::System.ReadOnlySpan<{type}> x, global::System.ReadOnlySpan<{type}> residual, global::System.ReadOnlySpan<{type}> gamma,
                global::System.ReadOnlySpan<{type}> beta, global::System.Span<{type}> sum, global::System.Span<{type}> destination)
            """);
        using (writer.Braces())
        {
            Refuse(writer, request, gamma: "gamma", beta: "beta");
            LibraryCall.WriteResidual(writer, definition);
        }
    }

    /// <summary><c>Backward</c>, if it was asked for.</summary>
    public static void WriteBackward(SourceWriter writer, KernelRequest request)
    {
        KernelDefinition definition = request.Definition;
        if (!definition.Options.Backward)
        {
            return;
        }

        string type = definition.Element.Keyword();
        writer.Line().Lines($"""
            /// <inheritdoc/>
            {EmittedNames.Generated}
            public static void Backward(
                global::System.ReadOnlySpan<{type}> dy, global::System.ReadOnlySpan<{type}> x, global::System.ReadOnlySpan<{type}> gamma,
                global::System.Span<{type}> dx, global::System.Span<{type}> dgamma, global::System.Span<{type}> dbeta)
            """);
        using (writer.Braces())
        {
            Refuse(writer, request, gamma: "gamma", beta: null);
            Refuse(writer, request, gamma: "dgamma", beta: "dbeta");
            LibraryCall.WriteBackward(writer, definition);
        }
    }

    // A kernel that applies fitted statistics.
    private static void WriteNormalizeFitted(SourceWriter writer, KernelRequest request)
    {
        KernelDefinition definition = request.Definition;
        string type = definition.Element.Keyword(), channels = Literal.Of(definition.Shape.Channels), name = request.Target.Name.TrimStart('@');
        string epsilon = definition.Epsilon is { } named ? Literal.Of(named) : "null";
        writer.Line().Lines($"""
            /// <inheritdoc/>
            {EmittedNames.Generated}
            public static void Normalize(
                global::System.ReadOnlySpan<{type}> x, global::Norm.ML.FittedBatchNorm<{type}> fitted, global::System.Span<{type}> destination)
            """);
        using (writer.Braces())
        {
            string affine = $"gamma: {Literal.Of(definition.TakesGamma)}, beta: {Literal.Of(definition.TakesBeta)}";
            writer.Lines($"""
                global::System.ArgumentNullException.ThrowIfNull(fitted);
                fitted.CheckKernel("{name}", channels: {channels}, epsilon: {epsilon}, {affine});
                fitted.Normalize(x, destination, spatial: {Literal.Of(definition.Shape.Spatial)}, {LibraryCall.Layout(definition)});
                """);
        }
    }

    // Parameters that the kernel does not take; the library checks all else.
    private static void Refuse(SourceWriter writer, KernelRequest request, string? gamma, string? beta)
    {
        if (gamma is not null && !request.Definition.TakesGamma)
        {
            Refuse(gamma);
        }

        if (beta is not null && !request.Definition.TakesBeta)
        {
            Refuse(beta);
        }

        void Refuse(string parameter) => writer.Lines($"""
            if (!{parameter}.IsEmpty)
                throw new global::System.ArgumentException("{request.Target.Name.TrimStart('@')} takes no {parameter}.", nameof({parameter}));
            """);
    }
}
