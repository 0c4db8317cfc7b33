using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>Writes how rows are added up in their own type: once for the mean, then deviations and their squares.</summary>
internal static class TwoPassSums
{
    public static void Write(SourceWriter writer, KernelDefinition definition, WrittenOutPlan plan)
    {
        var places = new Places(plan);
        AdditionTree tree = Tree(plan, places.Vectors);
        string contract = WrittenOutMembers.Contract(plan), rows = WrittenOutMembers.Rows(plan), lanes = places.Lanes;
        string types = plan.IsDouble ? "<D>" : "<F, D>", element = definition.Element.Keyword();
        string partial = plan is RowsPlan ? ": eight partial sums, which the loop adds up" : "";

        writer.Line().Lines($"""
            // {(definition.Norm.Centres ? $"Adds up {rows}{partial}" : "The mean is not needed")}.
            {WrittenOutMembers.Inline}
            static void {contract}.Sum{types}(ref {element} x, ref {element} sums)
            """);
        using (writer.Braces())
        {
            if (definition.Norm.Centres)
            {
                Declare(writer, plan, places, i => $"x{Literal.Of(i)} = {places.X(i)}");
                writer.Lines($"{lanes}.Store({tree.Sum("x")}, ref sums, 0);");
            }
        }

        writer.Line().Lines($"""
            // Adds up {(definition.Norm.Centres ? $"the deviations of {rows}, to correct the mean, and their squares" : $"the squares of {rows}{partial}")}.
            {WrittenOutMembers.Inline}
            static void {contract}.Squares{types}(ref {element} x, {lanes} mean, ref {element} sums, ref {element} squares)
            """);
        using (writer.Braces())
        {
            Declare(writer, plan, places, i => $"d{Literal.Of(i)} = {places.X(i)}{(definition.Norm.Centres ? $" - {places.First("mean", i)}" : "")}");
            if (definition.Norm.Centres)
                writer.Lines($"{lanes}.Store({tree.Sum("d")}, ref sums, 0);");
            writer.Lines($"{lanes}.Store({tree.Squares(lanes, "d", exact: false)}, ref squares, 0);");
        }
    }

    // The vectors of a row, one for each accumulator to a line; or a column to a line.
    private static void Declare(SourceWriter writer, WrittenOutPlan plan, Places places, Func<int, string> vector)
    {
        int perLine = plan is RowsPlan ? AdditionTree.FourHalves.Length : 1;
        for (int i = 0; i < places.Vectors; i += perLine)
            writer.Lines($"{places.Lanes} {string.Join(", ", Enumerable.Range(i, Math.Min(perLine, places.Vectors - i)).Select(vector))};");
    }

    private static AdditionTree Tree(WrittenOutPlan plan, int vectors)
    {
        if (plan is ColumnsPlan)
            return new AdditionTree(plan.IsDouble ? AdditionTree.Neighbours : AdditionTree.Halves, vectors);
        // The library adds doubles four vectors at a time; whole ones that are left over to the first accumulator, and a part of one to the second.
        int whole = plan.Length / plan.Vector, fours = whole / 4 * 4;
        return new AdditionTree(AdditionTree.FourHalves, vectors, vector => vector < fours ? vector % 4 : vector < whole ? 0 : 1);
    }
}
