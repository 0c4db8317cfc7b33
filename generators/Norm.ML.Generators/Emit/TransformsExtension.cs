using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes the kernel's method on ML.NET's catalog of transforms.</summary>
internal static class TransformsExtension
{
    public static void Write(SourceWriter writer, KernelRequest request, EstimatorMethod estimator)
    {
        KernelTarget target = request.Target;
        string access = target.Reach == Reach.Everywhere ? "public" : "internal";
        string arguments = $"{target.FullName}, {request.Definition.Element.Keyword()}";
        writer.Line().Lines($"""
            /// <summary>Makes the kernel <see cref="{target.FullName}"/> a transform of ML.NET.</summary>
            {Attributes(target.UseAttributes.Append(EmittedNames.Generated))}
            {access} static class {EmittedNames.ExtensionClass(target)}
            """);
        using (writer.Braces())
        {
            writer.Lines($"""
                /// <summary>Normalizes a column with <see cref="{target.FullName}"/>.</summary>
                /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
                /// <param name="outputColumnName">The name of the normalized column.</param>
                /// <param name="inputColumnName">The column to normalize; the output's name if it is not given.</param>
                """);
            if (estimator.Options is not null)
            {
                writer.Lines("""/// <param name="options">Gamma, beta and what else can be set; null for none.</param>""");
            }
            // On the method too: a call of an extension method does not name its class.
            if (target.UseAttributes.Count > 0)
            {
                writer.Lines(Attributes(target.UseAttributes));
            }

            string parameter = estimator.Options is null ? "" : $", {estimator.Options}? options = null";
            string argument = estimator.Options is null ? "" : ", options";
            writer.Lines($"""
                {access} static {estimator.Estimator}<{arguments}> {target.Name}(
                    this global::Microsoft.ML.TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null{parameter}) =>
                    global::{EstimatorMethod.Class}.{estimator.Name}<{arguments}>(catalog, outputColumnName, inputColumnName{argument});
                """);
        }
    }

    private static string Attributes(IEnumerable<string> attributes) => string.Join("\n", attributes);
}
