using System.Collections;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>Numbers of which a file has fewer than the norm: each stands for several. No memory is taken for what the file only claims.</summary>
/// <param name="numbers">The numbers.</param>
/// <param name="count">How many there are after repetition.</param>
/// <param name="place">Which of the numbers stands at a place.</param>
internal sealed class RepeatedNumbers(IReadOnlyList<double> numbers, int count, Func<int, int> place) : IReadOnlyList<double>
{
    // More than any norm's row or channels; what is asked of each is quick up to here.
    private const int Most = 1 << 22;

    public int Count => count;

    public double this[int index] => numbers[place(index)];

    /// <exception cref="UnreadNormException">There would be more than any norm has.</exception>
    public static int CheckCount(long count) => count is > 0 and <= Most ? (int)count
        : throw new UnreadNormException(
            $"the file says that it has {count} elements or channels, and holds fewer numbers; up to {Most} are taken to be repeated");

    /// <summary>One number, again and again.</summary>
    public static RepeatedNumbers Of(double number, long count) => new([number], CheckCount(count), _ => 0);

    public IEnumerator<double> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
