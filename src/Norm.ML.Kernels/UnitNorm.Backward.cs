using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class UnitNorm
{
    /// <summary>Computes the gradient of <c>Normalize</c>; the lengths are computed again from <paramref name="x"/>.</summary>
    /// <remarks>
    /// With <c>r = 1 / |x|</c> and <c>xhat = x * r</c>: <c>dx = r * (dy - xhat * sum(dy * xhat))</c>. A row that is shorter than epsilon is divided
    /// by a constant: <c>dx = dy / epsilon</c>.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, which is computed in float and rounded once.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, Span<T> dx, double epsilon = 1e-12)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowGuard.Backward(dy, x, size, default, dx, default, default, epsilon, takesHalf: true);
        RowKernels.BackwardLength(dy, x, size, dx, epsilon);
    }
}
