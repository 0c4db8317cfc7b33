using Norm.ML.Internals.Simd;

namespace Norm.ML.Internals.Memory;

/// <summary>
/// The arguments of a backward pass of <see cref="Half"/> as floats, and the way back: gradients are computed in float and rounded once. The memory
/// is pooled; it holds dy and x.
/// </summary>
internal readonly ref struct HalfGradients : IDisposable
{
    private readonly Scratch<float> _dy, _x, _parameters;

    public HalfGradients(
        ReadOnlySpan<Half> dy, ReadOnlySpan<Half> x, ReadOnlySpan<Half> gamma, ReadOnlySpan<Half> dx, ReadOnlySpan<Half> dgamma,
        ReadOnlySpan<Half> dbeta)
    {
        _dy = new(dy.Length);
        _x = new(x.Length);
        _parameters = new(gamma.Length + dgamma.Length + dbeta.Length);
        Gamma = _parameters.Span[..gamma.Length];
        Dgamma = _parameters.Span.Slice(gamma.Length, dgamma.Length);
        Dbeta = _parameters.Span[(gamma.Length + dgamma.Length)..];
        HalfConversions.Widen(dy, Dy);
        HalfConversions.Widen(x, X);
        HalfConversions.Widen(gamma, Gamma);
        HalfConversions.Widen(dgamma, Dgamma);
        HalfConversions.Widen(dbeta, Dbeta);
        Dx = dx.IsEmpty ? default : Dy; // in place
    }

    public Span<float> Dy => _dy.Span;

    public Span<float> X => _x.Span;

    public Span<float> Gamma { get; }

    /// <summary>Where dx goes; empty if it is not wanted.</summary>
    public Span<float> Dx { get; }

    /// <summary>The caller's sums, which the gradients are added to.</summary>
    public Span<float> Dgamma { get; }

    /// <inheritdoc cref="Dgamma"/>
    public Span<float> Dbeta { get; }

    /// <summary>Rounds the results for the caller.</summary>
    public void CopyTo(Span<Half> dx, Span<Half> dgamma, Span<Half> dbeta)
    {
        HalfConversions.Narrow(Dx, dx);
        HalfConversions.Narrow(Dgamma, dgamma);
        HalfConversions.Narrow(Dbeta, dbeta);
    }

    public void Dispose()
    {
        _dy.Dispose();
        _x.Dispose();
        _parameters.Dispose();
    }
}
