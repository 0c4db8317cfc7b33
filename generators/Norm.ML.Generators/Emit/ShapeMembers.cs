using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes what is known about a kernel before it runs: INormKernelShape.</summary>
internal static class ShapeMembers
{
    public static void Write(SourceWriter writer, KernelDefinition definition) => writer.Lines($"""
        /// <inheritdoc/>
        public static global::Norm.ML.NormKind Kind => global::Norm.ML.NormKind.{definition.Kind};

        /// <inheritdoc/>
        public static int ExampleLength => {Literal.Of(definition.ExampleLength)};

        /// <inheritdoc/>
        public static int GammaLength => {Literal.Of(definition.GammaLength)};

        /// <inheritdoc/>
        public static int BetaLength => {Literal.Of(definition.BetaLength)};

        /// <inheritdoc/>
        public static double Epsilon => {Literal.Of(definition.Epsilon ?? 0)};

        /// <inheritdoc/>
        public static global::Norm.ML.NormPrecision Precision => global::Norm.ML.NormPrecision.{definition.Options.Precision};
        """);
}
