using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes how one row is added up, in the library's order: block i goes to accumulator i modulo eight, and accumulators are added as a tree.</summary>
internal static class RowSums
{
    private const int Accumulators = 8;

    public static void Write(SourceWriter writer, KernelDefinition definition, EightRowsPlan plan)
    {
        writer.Lines($"""
            // Adds up one row in double, where squares of floats are exact: eight elements at a time, then as a tree.
            [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            static void {RowPlanMembers.Contract}.Sums<F, D>(ref float x, ref double sums, ref double squares)
            """);
        using (writer.Braces())
        {
            for (int block = 0; block < plan.Blocks; block++)
                writer.Lines($"D x{Literal.Of(block)} = {Load(plan, block)};");
            if (definition.Norm.Centres)
                writer.Lines($"D.Store({Tree(plan, Sum)}, ref sums, 0);");
            writer.Lines($"D.Store({Tree(plan, SumOfSquares)}, ref squares, 0);");
        }
    }

    // The tail is loaded as the library does: as a part of sixteen floats, of which it takes one half.
    private static string Load(EightRowsPlan plan, int block)
    {
        int start = block * EightRowsPlan.Block, rest = plan.Length - start;
        return rest < EightRowsPlan.Block
            ? $"F.Lower(F.LoadPart(ref x, {Literal.Of(start)}, {Literal.Of(rest)}))"
            : $"D.Load(ref x, {Literal.Of(start)})";
    }

    // ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7)), without those that the row is too short for.
    private static string Tree(EightRowsPlan plan, Func<Term?, int[], Term?> add)
    {
        Term? Pair(int left, int right) => add(add(null, Blocks(plan, left)), Blocks(plan, right));
        return Add(Add(Pair(0, 4), Pair(2, 6)), Add(Pair(1, 5), Pair(3, 7)))!.Text;
    }

    private static int[] Blocks(EightRowsPlan plan, int accumulator) =>
        [.. Enumerable.Range(0, plan.Blocks).Where(block => block % Accumulators == accumulator)];

    // x0 + x8
    private static Term? Sum(Term? before, int[] blocks) =>
        Add(before, blocks.Aggregate((Term?)null, (sum, block) => Add(sum, new Term($"x{Literal.Of(block)}", IsSum: false))));

    // fma(x8, x8, x0 * x0). Squares of floats are exact, so a single one can join the sum before it in the same way.
    private static Term? SumOfSquares(Term? before, int[] blocks)
    {
        Term? Accumulate(Term? start) => blocks.Aggregate(start, (sum, block) =>
        {
            string x = $"x{Literal.Of(block)}";
            return new Term(sum is null ? $"{x} * {x}" : $"D.Fma({x}, {x}, {sum.Text})", IsSum: false);
        });
        return blocks.Length == 1 ? Accumulate(before) : Add(before, Accumulate(null));
    }

    private static Term? Add(Term? left, Term? right) => right is null ? left : left is null ? right : new Term($"{left.Nested} + {right.Nested}", IsSum: true);

    private sealed record Term(string Text, bool IsSum)
    {
        public string Nested => IsSum ? $"({Text})" : Text;
    }
}
