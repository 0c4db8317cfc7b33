using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>Writes the method for the sums of strict rows of floats, in double.</summary>
internal static class StrictSums
{
    public static void Write(SourceWriter writer, KernelDefinition definition, UnrolledPlan plan)
    {
        string partial = plan is RowVectorsPlan ? ": eight partial sums, which the loop adds" : "";
        writer.Lines($"""
            // Adds {UnrolledMembers.Rows(plan, inDouble: true)}, in double, where squares of floats are exact{partial}.
            {UnrolledMembers.Inline}
            static void {UnrolledMembers.Contract(plan)}.Sums<F, D>(ref float x, ref double sums, ref double squares)
            """);
        int count = plan is RowVectorsPlan rows ? rows.Blocks : plan.Length;
        var tree = new AdditionTree(plan is RowVectorsPlan ? AdditionTree.PairwiseOfEight : AdditionTree.AdjacentPairs, count);
        using (writer.Braces())
        {
            for (int i = 0; i < count; i++)
                writer.Lines($"D x{Literal.Of(i)} = {Load(plan, i)};");
            if (definition.Norm.SubtractsMean)
                writer.Lines($"D.Store({tree.Sum("x")}, ref sums, 0);");
            writer.Lines($"D.Store({tree.Squares("D", "x", exact: true)}, ref squares, 0);");
        }
    }

    // The incomplete last vector is loaded as in the library: a masked load of sixteen floats, of which one half is used.
    private static string Load(UnrolledPlan plan, int index)
    {
        if (plan is TransposedPlan)
            return $"D.Load(ref x, {Literal.Of(index * plan.Vector)})";
        int start = index * RowVectorsPlan.Block, rest = plan.Length - start;
        return rest < RowVectorsPlan.Block
            ? $"F.Lower(F.MaskedLoad(ref x, {Literal.Of(start)}, {Literal.Of(rest)}))"
            : $"D.Load(ref x, {Literal.Of(start)})";
    }
}
