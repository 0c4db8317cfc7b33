using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes calls of the library's run-time sized kernels, with the kernel's constants.</summary>
internal static class LibraryCall
{
    public static void WriteNormalize(SourceWriter writer, KernelDefinition definition) => writer.Lines($"""
        {Method(definition, "Normalize")}(
            x, {Sizes(definition)}, {Affine(definition)}destination,
            {Options(definition, forward: true)});
        """);

    public static void WriteResidual(SourceWriter writer, KernelDefinition definition) => writer.Lines($"""
        {Method(definition, "NormalizeResidual")}(
            x, residual, {Sizes(definition)}, {Affine(definition)}sum, destination,
            {Options(definition, forward: true)});
        """);

    public static void WriteBackward(SourceWriter writer, KernelDefinition definition) => writer.Lines($"""
        {Method(definition, "Backward")}(
            dy, x, {Sizes(definition)}, {(definition.Norm.HasGamma ? "gamma, " : "")}{Gradients(definition)},
            {Options(definition, forward: false)});
        """);

    public static string Layout(KernelDefinition definition) => $"layout: global::Norm.ML.NormLayout.{definition.Options.Layout}";

    // A method of the norm's class, such as global::Norm.ML.LayerNorm.Normalize.
    private static string Method(KernelDefinition definition, string method) => $"global::Norm.ML.{definition.Kind}.{method}";

    private static string Affine(KernelDefinition definition) =>
        definition.Norm.HasBeta ? "gamma, beta, " : definition.Norm.HasGamma ? "gamma, " : "";

    private static string Gradients(KernelDefinition definition) =>
        definition.Norm.HasBeta ? "dx, dgamma, dbeta" : definition.Norm.HasGamma ? "dx, dgamma" : "dx";

    // The sizes as the library's arguments.
    private static string Sizes(KernelDefinition definition)
    {
        KernelShape shape = definition.Shape;
        string perChannel = $"channels: {Literal.Of(shape.Channels)}, spatial: {Literal.Of(shape.Spatial)}";
        return definition.Norm.Segment switch
        {
            NormSegment.Row => $"size: {Literal.Of(definition.ExampleLength)}",
            NormSegment.Group => $"groups: {Literal.Of(shape.Groups)}, {perChannel}",
            _ => perChannel,
        };
    }

    // The options as the library's arguments: epsilon always, the others where the norm has them.
    private static string Options(KernelDefinition definition, bool forward)
    {
        var options = new List<string> { $"epsilon: {Literal.Of(definition.Options.Epsilon)}" };
        if (definition.Norm.Affine == NormAffine.PerChannel)
        {
            options.Add(Layout(definition));
        }

        if (forward)
        {
            options.Add($"precision: global::Norm.ML.NormPrecision.{definition.Options.Precision}");
        }

        if (definition.Norm.Divisor == NormDivisor.RootMeanSquare)
        {
            options.Add($"unitOffset: {Literal.Of(definition.Options.UnitOffset)}");
        }

        return string.Join(", ", options);
    }
}
