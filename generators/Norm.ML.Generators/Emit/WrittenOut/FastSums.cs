using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>Writes how rows are added up fast, in float: once for the mean, then deviations and their squares.</summary>
internal static class FastSums
{
    public static void Write(SourceWriter writer, KernelDefinition definition, WrittenOutPlan plan)
    {
        var places = new Places(plan);
        var tree = new AdditionTree(plan is RowsPlan ? AdditionTree.FourHalves : AdditionTree.Halves, places.Vectors);
        string contract = WrittenOutMembers.Contract(plan), rows = WrittenOutMembers.Rows(plan);

        writer.Line().Lines($"""
            // {(definition.Norm.Centres ? $"Adds up {rows}" : "The mean is not needed")}.
            {WrittenOutMembers.Inline}
            static void {contract}.Sum<F, D>(ref float x, ref float sums)
            """);
        using (writer.Braces())
        {
            if (definition.Norm.Centres)
            {
                for (int i = 0; i < places.Vectors; i++)
                    writer.Lines($"F x{Literal.Of(i)} = {places.X(i)};");
                writer.Lines($"F.Store({tree.Sum("x")}, ref sums, 0);");
            }
        }

        writer.Line().Lines($"""
            // Adds up {(definition.Norm.Centres ? $"the deviations of {rows}, to correct the mean, and their squares" : $"the squares of {rows}")}.
            {WrittenOutMembers.Inline}
            static void {contract}.Squares<F, D>(ref float x, F mean, ref float sums, ref float squares)
            """);
        using (writer.Braces())
        {
            for (int i = 0; i < places.Vectors; i++)
                writer.Lines($"F d{Literal.Of(i)} = {places.X(i)}{(definition.Norm.Centres ? $" - {places.First("mean", i)}" : "")};");
            if (definition.Norm.Centres)
                writer.Lines($"F.Store({tree.Sum("d")}, ref sums, 0);");
            writer.Lines($"F.Store({tree.Squares("F", "d", exact: false)}, ref squares, 0);");
        }
    }
}
