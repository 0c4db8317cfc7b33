using System.Numerics;

namespace Norm.ML.Internals.Reference;

/// <summary>
/// Sums for the gradients of gamma and beta. Each has a high and a low part, so that a double keeps its last bits for any number and order of
/// magnitude of examples. Memory is four arrays: the sums for gamma and for beta, then their low parts.
/// </summary>
internal readonly ref struct GradientSums(Span<double> memory, int count)
{
    /// <summary>Doubles of memory per element of gamma.</summary>
    public const int Width = 4;

    private readonly Span<double> _memory = memory;
    private readonly int _count = count;

    /// <summary>Whether the caller wants neither gradient.</summary>
    public bool IsEmpty => _memory.IsEmpty;

    public void Add(int index, DoubleDouble gamma, DoubleDouble beta)
    {
        Add(index, gamma);
        Add(_count + index, beta);
    }

    /// <summary>Adds without the low part, which floats do not need.</summary>
    public void AddPlain(int index, double gamma, double beta)
    {
        _memory[index] += gamma;
        _memory[_count + index] += beta;
    }

    /// <summary>Adds the sums to the caller's values, with one rounding each.</summary>
    public void AddTo<T>(Span<T> dgamma, Span<T> dbeta) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < dgamma.Length; i++)
        {
            dgamma[i] = Sum(dgamma[i], i);
        }

        for (int i = 0; i < dbeta.Length; i++)
        {
            dbeta[i] = Sum(dbeta[i], _count + i);
        }
    }

    private void Add(int at, DoubleDouble value)
    {
        DoubleDouble sum = new DoubleDouble(_memory[at], _memory[2 * _count + at]) + value;
        _memory[at] = sum.High;
        _memory[2 * _count + at] = sum.Low;
    }

    private T Sum<T>(T value, int at) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DoubleDouble sum = DoubleDouble.TwoSum(double.CreateTruncating(value), _memory[at]);
        double total = sum.High + (sum.Low + _memory[2 * _count + at]);
        // An addition of two NaNs keeps the first or the second, depending on the processor.
        return double.IsNaN(total) ? T.NaN : T.CreateTruncating(total);
    }
}
