using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>Writes the methods for sums in the type of the elements: first for the mean, then of deviations and their squares.</summary>
internal static class TwoPassSums
{
    public static void Write(SourceWriter writer, KernelDefinition definition, UnrolledPlan plan)
    {
        var vectors = new VectorCode(plan);
        AdditionTree tree = Tree(plan, vectors.Vectors);
        string contract = UnrolledMembers.Contract(plan), rows = UnrolledMembers.Rows(plan), lanes = vectors.Lanes;
        string types = plan.IsDouble ? "<D>" : "<F, D>", element = definition.Element.Keyword();
        string partial = plan is RowVectorsPlan ? ": eight partial sums, which the loop adds" : "";

        writer.Line().Lines($"""
            // {(definition.Norm.SubtractsMean ? $"Adds {rows}{partial}" : "The mean is not needed")}.
            {UnrolledMembers.Inline}
            static void {contract}.Sum{types}(ref {element} x, ref {element} sums)
            """);
        using (writer.Braces())
        {
            if (definition.Norm.SubtractsMean)
            {
                Declare(writer, plan, vectors, i => $"x{Literal.Of(i)} = {vectors.X(i)}");
                writer.Lines($"{lanes}.Store({tree.Sum("x")}, ref sums, 0);");
            }
        }

        string added = definition.Norm.SubtractsMean
            ? $"the deviations of {rows}, to correct the mean, and their squares"
            : $"the squares of {rows}{partial}";
        writer.Line().Lines($"""
            // Adds {added}.
            {UnrolledMembers.Inline}
            static void {contract}.Squares{types}(ref {element} x, {lanes} mean, ref {element} sums, ref {element} squares)
            """);
        using (writer.Braces())
        {
            Declare(
                writer, plan, vectors,
                i => $"d{Literal.Of(i)} = {vectors.X(i)}{(definition.Norm.SubtractsMean ? $" - {vectors.First("mean", i)}" : "")}");
            if (definition.Norm.SubtractsMean)
                writer.Lines($"{lanes}.Store({tree.Sum("d")}, ref sums, 0);");
            writer.Lines($"{lanes}.Store({tree.Squares(lanes, "d", exact: false)}, ref squares, 0);");
        }
    }

    // Declares the vectors: of a row, one for each accumulator on a line; of a transposed tile, one on a line.
    private static void Declare(SourceWriter writer, UnrolledPlan plan, VectorCode vectors, Func<int, string> vector)
    {
        int perLine = plan is RowVectorsPlan ? AdditionTree.PairwiseOfFour.Length : 1;
        for (int i = 0; i < vectors.Vectors; i += perLine)
            writer.Lines($"{vectors.Lanes} {string.Join(", ", Enumerable.Range(i, Math.Min(perLine, vectors.Vectors - i)).Select(vector))};");
    }

    private static AdditionTree Tree(UnrolledPlan plan, int vectors)
    {
        if (plan is TransposedPlan)
            return new AdditionTree(plan.IsDouble ? AdditionTree.AdjacentPairs : AdditionTree.PairwiseOfEight, vectors);
        // As in the library (DoubleSums): four vectors at a time go to accumulators 0 to 3, remaining whole vectors to 0, an incomplete one to 1.
        int whole = plan.Length / plan.Vector, fours = whole / 4 * 4;
        return new AdditionTree(AdditionTree.PairwiseOfFour, vectors, vector => vector < fours ? vector % 4 : vector < whole ? 0 : 1);
    }
}
