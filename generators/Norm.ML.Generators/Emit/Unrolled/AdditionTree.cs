namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>
/// Emits sums in the order that <c>Norm.ML.Simd.UnrolledRows</c> of the library defines: accumulators are added as a balanced tree. Missing vectors
/// are left out; the library adds zeros there, with the same bits.
/// </summary>
internal sealed class AdditionTree
{
    /// <summary>Neighbours are added first: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)).</summary>
    public static readonly int[] AdjacentPairs = [0, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>Halves are added first: ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).</summary>
    public static readonly int[] PairwiseOfEight = [0, 4, 2, 6, 1, 5, 3, 7];

    /// <summary>Halves of four are added first: (0 + 2) + (1 + 3).</summary>
    public static readonly int[] PairwiseOfFour = [0, 2, 1, 3];

    /// <summary>Longer sums are written on two lines.</summary>
    private const int LongestLine = 120;

    private readonly int[] _order;
    private readonly int _count;
    private readonly Func<int, int> _accumulator;

    /// <param name="order">The order in which accumulators are added.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="accumulator">The accumulator that a value belongs to; value i to accumulator i modulo their number if it is not given.</param>
    public AdditionTree(int[] order, int count, Func<int, int>? accumulator = null) =>
        (_order, _count, _accumulator) = (order, count, accumulator ?? (value => value % order.Length));

    /// <summary>The sum of values such as x0, x1.</summary>
    public string Sum(string value) => Text((start, name) => Add(start, new Term($"{value}{name}", IsSum: false))!, joins: false);

    /// <summary>The sum of their squares, each added to its accumulator with one rounding.</summary>
    /// <param name="lanes">The lane type, for its Fma.</param>
    /// <param name="value">The values' name.</param>
    /// <param name="exact">Whether squares are exact, as those of floats in double: then a single square can be fused with the sum before it.</param>
    public string Squares(string lanes, string value, bool exact) =>
        Text(
            (start, name) => new Term(
                start is null ? $"{value}{name} * {value}{name}"
                    : $"{lanes}.{(exact ? "FmaOfFloats" : "Fma")}({value}{name}, {value}{name}, {start.Text})",
                IsSum: false),
            joins: exact);

    private string Text(Func<Term?, string, Term> accumulate, bool joins)
    {
        Term? Range(int from, int count)
        {
            if (count == 1)
            {
                return Accumulator(_order[from], null);
            }

            if (count > 2 || !joins)
            {
                return Add(Range(from, count / 2), Range(from + count / 2, count / 2));
            }

            Term? left = Range(from, 1);
            int[] right = Values(_order[from + 1]);
            return right.Length == 1 ? Accumulator(_order[from + 1], left) : Add(left, Range(from + 1, 1));
        }

        Term? Accumulator(int index, Term? start) => Values(index).Aggregate(start, (sum, value) => accumulate(sum, Literal.Of(value)));
        Term? first = Range(0, _order.Length / 2), second = Range(_order.Length / 2, _order.Length / 2);
        return second is not null && first!.Text.Length + second.Text.Length > LongestLine ? $"{first.Nested}\n    + {second.Nested}"
            : Add(first, second)!.Text;
    }

    private int[] Values(int accumulator) => [.. Enumerable.Range(0, _count).Where(value => _accumulator(value) == accumulator)];

    private static Term? Add(Term? left, Term? right) =>
        right is null ? left : left is null ? right : new Term($"{left.Nested} + {right.Nested}", IsSum: true);

    private sealed record Term(string Text, bool IsSum)
    {
        public string Nested => IsSum ? $"({Text})" : Text;
    }
}
