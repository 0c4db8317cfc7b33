using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes calls of the library's run-time sized kernels, with the kernel's constants.</summary>
internal static class LibraryCall
{
    /// <summary>A method of the norm's class, such as global::Norm.ML.LayerNorm.Normalize.</summary>
    public static string Method(KernelDefinition definition, string method) => $"global::Norm.ML.{definition.Kind}.{method}";

    /// <summary>The sizes as the library's arguments.</summary>
    public static string Sizes(KernelDefinition definition)
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

    /// <summary>The options as the library's arguments: epsilon always, the others where the norm has them.</summary>
    public static string Options(KernelDefinition definition, bool forward)
    {
        var options = new List<string> { $"epsilon: {Literal.Of(definition.Options.Epsilon)}" };
        if (definition.Norm.Affine == NormAffine.PerChannel)
            options.Add(Layout(definition));
        if (forward)
            options.Add($"precision: global::Norm.ML.NormPrecision.{definition.Options.Precision}");
        if (!definition.Norm.SubtractsMean)
            options.Add($"unitOffset: {Literal.Of(definition.Options.UnitOffset)}");
        return string.Join(", ", options);
    }

    public static string Layout(KernelDefinition definition) => $"layout: global::Norm.ML.NormLayout.{definition.Options.Layout}";
}
