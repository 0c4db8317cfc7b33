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
    private static string Tree(EightRowsPlan plan, Func<int[], string> accumulate)
    {
        string?[] level = [.. new[] { 0, 4, 2, 6, 1, 5, 3, 7 }.Select(accumulator => accumulator < plan.Blocks
            ? accumulate([.. Enumerable.Range(0, plan.Blocks).Where(block => block % Accumulators == accumulator)])
            : null)];
        while (level.Length > 1)
            level = [.. Enumerable.Range(0, level.Length / 2).Select(pair => Add(level[2 * pair], level[2 * pair + 1], nested: level.Length > 2))];
        return level[0]!;
    }

    private static string? Add(string? left, string? right, bool nested) =>
        right is null ? left : nested ? $"({left} + {right})" : $"{left} + {right}";

    private static string Sum(int[] blocks) =>
        blocks.Length == 1 ? $"x{Literal.Of(blocks[0])}" : $"({string.Join(" + ", blocks.Select(block => $"x{Literal.Of(block)}"))})";

    private static string SumOfSquares(int[] blocks) => blocks.Aggregate("", (before, block) =>
        before.Length == 0 ? $"x{Literal.Of(block)} * x{Literal.Of(block)}" : $"D.Fma(x{Literal.Of(block)}, x{Literal.Of(block)}, {before})");
}
