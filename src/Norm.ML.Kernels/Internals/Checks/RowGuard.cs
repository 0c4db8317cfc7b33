using System.Numerics;
using System.Runtime.CompilerServices;

namespace Norm.ML.Internals.Checks;

/// <summary>The argument checks of the row norms; each returns the number of rows.</summary>
internal static class RowGuard
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Forward<T>(
        ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> destination, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementTypes.HalfFloatOrDouble<T>();
        Guard.Positive(size);
        Guard.Epsilon(epsilon);
        int rows = 1;
        if (x.Length != size) // a call for one row does not wait for a division
        {
            Guard.Multiple(x.Length, size, nameof(x));
            rows = x.Length / size;
        }

        Guard.Optional(gamma.Length, size, nameof(gamma));
        Guard.Optional(beta.Length, size, nameof(beta));
        Guard.Enough(destination.Length, x.Length, nameof(destination));
        destination = destination[..x.Length];
        Guard.InPlaceOrApart(x, destination, nameof(destination));
        Guard.Apart(gamma, destination, nameof(destination));
        Guard.Apart(beta, destination, nameof(destination));
        return rows;
    }

    public static int Residual<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> residual, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> sum,
        ReadOnlySpan<T> destination, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Forward(x, size, gamma, beta, destination, epsilon);
        Guard.Same(residual.Length, x.Length, nameof(residual));
        Guard.Enough(sum.Length, x.Length, nameof(sum));
        sum = sum[..x.Length];
        destination = destination[..x.Length];
        Guard.InPlaceOrApart(x, sum, nameof(sum));
        Guard.InPlaceOrApart(residual, sum, nameof(sum));
        Guard.InPlaceOrApart(residual, destination, nameof(destination));
        Guard.Apart(sum, destination, nameof(destination));
        Guard.Apart(gamma, sum, nameof(sum));
        Guard.Apart(beta, sum, nameof(sum));
        return rows;
    }

    public static int Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> dx, ReadOnlySpan<T> dgamma,
        ReadOnlySpan<T> dbeta, double epsilon, bool takesHalf = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (takesHalf)
        {
            ElementTypes.HalfFloatOrDouble<T>();
        }
        else
        {
            ElementTypes.FloatOrDouble<T>();
        }

        Guard.Positive(size);
        Guard.Epsilon(epsilon);
        Guard.Multiple(x.Length, size, nameof(x));
        GradientGuard.Check(dy, x, size, gamma, dx, dgamma, dbeta);
        return x.Length / size;
    }
}
