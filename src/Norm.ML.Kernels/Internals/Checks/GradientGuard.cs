namespace Norm.ML.Internals.Checks;

/// <summary>The checks that all backward passes share.</summary>
internal static class GradientGuard
{
    public static void Check<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int affine, ReadOnlySpan<T> gamma, ReadOnlySpan<T> dx, ReadOnlySpan<T> dgamma, ReadOnlySpan<T> dbeta)
    {
        Guard.Same(dy.Length, x.Length, nameof(dy));
        Guard.Optional(gamma.Length, affine, nameof(gamma));
        Guard.Optional(dgamma.Length, affine, nameof(dgamma));
        Guard.Optional(dbeta.Length, affine, nameof(dbeta));
        Guard.Apart(dgamma, dbeta, nameof(dbeta));
        if (!dgamma.IsEmpty)
        {
            Outside(dy, x, gamma, dgamma, nameof(dgamma));
        }

        if (!dbeta.IsEmpty)
        {
            Outside(dy, x, gamma, dbeta, nameof(dbeta));
        }

        if (dx.IsEmpty)
        {
            return;
        }

        Guard.Enough(dx.Length, x.Length, nameof(dx));
        dx = dx[..x.Length];
        Guard.InPlaceOrApart(dy, dx, nameof(dx));
        Guard.InPlaceOrApart(x, dx, nameof(dx));
        Guard.Apart(gamma, dx, nameof(dx));
        Guard.Apart(dgamma, dx, nameof(dx));
        Guard.Apart(dbeta, dx, nameof(dx));
    }

    private static void Outside<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> destination, string name)
    {
        Guard.Apart(dy, destination, name);
        Guard.Apart(x, destination, name);
        Guard.Apart(gamma, destination, name);
    }
}
