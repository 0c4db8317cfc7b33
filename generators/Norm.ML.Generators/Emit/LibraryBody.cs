using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes the body of the plan "library".</summary>
internal static class LibraryBody
{
    public static void Write(SourceWriter writer, KernelDefinition definition)
    {
        string affine = definition.Norm.HasBeta ? "gamma, beta" : "gamma";
        writer.Lines($"""
            {LibraryCall.Method(definition, "Normalize")}(
                x, {LibraryCall.Sizes(definition)}, {affine}, destination,
                {LibraryCall.Options(definition, forward: true)});
            """);
    }
}
