using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// gamma, and beta less and plus the largest error of y, for each element (or channel): what <see cref="ExactOutput"/> computes both ends of an
/// interval with. Without a mean, gamma less and plus its share of the error. One element if neither gamma nor beta is given. Zeros follow, so that
/// any element begins a whole vector.
/// </summary>
internal readonly ref struct ExactCoefficients : IDisposable
{
    private const int Vector = 16;

    private readonly Scratch<double> _memory;
    private readonly int _padded;

    public ExactCoefficients(ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta, bool subtractMean, ExactBounds bounds)
    {
        Count = Math.Max(1, Math.Max(gamma.Length, beta.Length));
        _padded = Count + 2 * Vector;
        _memory = new Scratch<double>(3 * _padded);
        _memory.Span.Clear();
        for (int i = 0; i < Count; i++)
        {
            double g = gamma.IsEmpty ? 1 : unitOffset ? 1.0 + gamma[i] : gamma[i], b = beta.IsEmpty ? 0 : beta[i];
            double error = bounds.OfAny(g, b);
            Gamma[i] = g;
            Low[i] = subtractMean ? b - error : g - g * bounds.WithoutMean;
            High[i] = subtractMean ? b + error : g + g * bounds.WithoutMean;
        }
    }

    /// <summary>The number of elements, or 1.</summary>
    public int Count { get; }
    public Span<double> Gamma => _memory.Span[.._padded];
    public Span<double> Low => _memory.Span.Slice(_padded, _padded);
    public Span<double> High => _memory.Span.Slice(2 * _padded, _padded);

    public void Dispose() => _memory.Dispose();
}
