using System.Runtime.CompilerServices;

namespace Norm.ML.Internals.Rows;

/// <summary>The arguments of a row norm, checked.</summary>
internal readonly ref struct RowCall<T>(
    ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, Span<double> mean, Span<double> inverse, double epsilon, bool fast)
    where T : unmanaged
{
    public readonly ReadOnlySpan<T> X = x, Gamma = gamma, Beta = beta;
    public readonly Span<T> Y = y;
    public readonly Span<double> Mean = mean, Inverse = inverse;
    public readonly int Rows = rows, Size = size;
    public readonly double Epsilon = epsilon;
    public readonly bool Fast = fast;

    /// <summary>The same arguments, seen as the type that <typeparamref name="T"/> is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly RowCall<TTo> As<TTo>(in RowCall<T> call) where TTo : unmanaged => ref Unsafe.As<RowCall<T>, RowCall<TTo>>(ref Unsafe.AsRef(in call));
}
