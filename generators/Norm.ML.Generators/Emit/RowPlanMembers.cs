using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes the body of the plan "eight rows": how one row is added up and written. The library's RowPlan does the rest.</summary>
internal static class RowPlanMembers
{
    public const string Contract = "global::Norm.ML.Lanes.IRowPlan";

    public static void Write(SourceWriter writer, KernelDefinition definition, EightRowsPlan plan)
    {
        RowSums.Write(writer.Line(), definition, plan);
        RowOutput.Write(writer.Line(), definition, plan);
        writer.Line().Lines($"""
            // Rows that need care (ill-conditioned, not finite, far from zero), and calls that are out of the ordinary.
            static void {Contract}.General(
                global::System.ReadOnlySpan<float> x, global::System.ReadOnlySpan<float> gamma,
                global::System.ReadOnlySpan<float> beta, global::System.Span<float> destination)
            """);
        using (writer.Braces())
            LibraryBody.Write(writer, definition);
    }
}
