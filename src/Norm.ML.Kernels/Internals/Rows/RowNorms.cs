using System.Numerics;

namespace Norm.ML.Internals.Rows;

/// <summary>A norm with its parameters, over rows that lie one after the other.</summary>
internal interface IRowNorm<T> where T : unmanaged
{
    /// <summary>Normalizes rows. <paramref name="y"/> may be the same memory as <paramref name="rows"/>.</summary>
    void Normalize(ReadOnlySpan<T> rows, Span<T> y);
}

internal readonly ref struct LayerNormOfRows<T>(
    int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, double epsilon, NormPrecision precision) : IRowNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _size = size;
    private readonly ReadOnlySpan<T> _gamma = gamma, _beta = beta;
    private readonly double _epsilon = epsilon;
    private readonly NormPrecision _precision = precision;

    public void Normalize(ReadOnlySpan<T> rows, Span<T> y) => LayerNorm.Normalize(rows, _size, _gamma, _beta, y, _epsilon, _precision);
}

internal readonly ref struct RmsNormOfRows<T>(int size, ReadOnlySpan<T> gamma, double epsilon, NormPrecision precision, bool unitOffset) : IRowNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _size = size;
    private readonly ReadOnlySpan<T> _gamma = gamma;
    private readonly double _epsilon = epsilon;
    private readonly NormPrecision _precision = precision;
    private readonly bool _unitOffset = unitOffset;

    public void Normalize(ReadOnlySpan<T> rows, Span<T> y) => RmsNorm.Normalize(rows, _size, _gamma, y, _epsilon, _precision, _unitOffset);
}

internal readonly struct UnitNormOfRows<T>(int size, double epsilon, NormPrecision precision) : IRowNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Normalize(ReadOnlySpan<T> rows, Span<T> y) => UnitNorm.Normalize(rows, size, y, epsilon, precision);
}
