using System.Numerics;
using System.Runtime.InteropServices;

namespace Norm.ML.Testing;

/// <summary>
/// What every kernel owes its callers, whatever it computes. Call <see cref="Check"/> from a test; it belongs to no test framework.
/// </summary>
/// <typeparam name="TKernel">The kernel, generated or of your own.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
public static class KernelContract<TKernel, T>
    where TKernel : struct, INormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Examples = 19;

    private static int Length => TKernel.ExampleLength;

    private static string Name => typeof(TKernel).Name;

    /// <summary>
    /// Checks the shape; that the bits of an example do not depend on its number in the call, on other examples, on threads, or on working in place;
    /// that empty gamma and beta stand for 1 and 0; that a NaN stays in its example; that wrong lengths and partly overlapping memory are refused
    /// with nothing written; and that zeros stay zeros if the catalog's row says so.
    /// </summary>
    /// <param name="seed">Of the numbers that are normalized.</param>
    /// <exception cref="KernelContractException">A rule is broken.</exception>
    public static void Check(int seed = 1)
    {
        CheckShape();
        var random = new Random(seed);
        T[] x = Draw(random, Examples * Length), gamma = Draw(random, TKernel.GammaLength), beta = Draw(random, TKernel.BetaLength);
        foreach ((T[] g, T[] b, string with) in
            (IEnumerable<(T[], T[], string)>)[(gamma, beta, "gamma and beta"), ([], [], "neither gamma nor beta")])
        {
            T[] y = Run(x, g, b);
            CheckBits(x, g, b, y, with);
            CheckNonFinite(x, g, b, y);
        }

        CheckNeutral(x);
        CheckRefusals(x, gamma, beta);
        if (NormCatalog.Get(TKernel.Kind).KeepsZeros)
        {
            T[] holes = [.. x.Select((value, i) => i % 3 == 0 ? T.Zero : value)], y = Run(holes, gamma, beta);
            Require(!y.Where((value, i) => i % 3 == 0 && value != T.Zero).Any(),
                $"zeros have to stay zeros, because its kind is {TKernel.Kind}: sparse rows of a pipeline leave them out");
        }
    }

    private static void CheckShape()
    {
        Require(Length >= 1, $"ExampleLength has to be at least 1, but is {Length}");
        Require(TKernel.GammaLength >= 0 && TKernel.BetaLength >= 0,
            $"GammaLength and BetaLength have to be at least 0, but are {TKernel.GammaLength} and {TKernel.BetaLength}");
        Require(TKernel.Epsilon >= 0 && double.IsFinite(TKernel.Epsilon), $"Epsilon has to be finite and at least 0, but is {TKernel.Epsilon}");
        Require(Enum.IsDefined(TKernel.Kind), $"Kind has to be one of the catalog, but is {TKernel.Kind}");
        Require(Enum.IsDefined(TKernel.Precision), $"Precision is {TKernel.Precision}, which does not exist");
    }

    private static void CheckBits(T[] x, T[] gamma, T[] beta, T[] y, string with)
    {
        T[] alone = new T[x.Length], inPlace = [.. x], longer = new T[x.Length + 7];
        for (int example = 0; example < Examples; example++)
        {
            TKernel.Normalize(x.AsSpan(example * Length, Length), gamma, beta, alone.AsSpan(example * Length, Length));
        }

        Same(y, alone, $"one example per call gives other bits than all in one call, with {with}");
        TKernel.Normalize(inPlace, gamma, beta, inPlace);
        Same(y, inPlace, $"working in place gives other bits, with {with}");
        longer.AsSpan(x.Length).Fill(T.One);
        TKernel.Normalize(x, gamma, beta, longer);
        Same(y, longer.AsSpan(0, x.Length), $"a longer destination gives other bits, with {with}");
        Require(longer.AsSpan(x.Length).IndexOfAnyExcept(T.One) < 0, "elements of the destination after the result are written");
        Parallel.For(0, 16, _ => Same(y, Run(x, gamma, beta), $"calls on several threads give other bits, with {with}"));
        TKernel.Normalize([], gamma, beta, []);
    }

    private static void CheckNonFinite(T[] x, T[] gamma, T[] beta, T[] clean)
    {
        T[] bad = [.. x];
        int at = Examples / 2 * Length;
        bad[at + Length / 2] = T.NaN;
        T[] y = Run(bad, gamma, beta);
        y.AsSpan(at, Length).Clear();
        T[] others = [.. clean];
        others.AsSpan(at, Length).Clear();
        Same(others, y, "a NaN in one example changes another");
    }

    // Ones and zeros may change how a result is rounded, but not what it is.
    private static void CheckNeutral(T[] x)
    {
        T[] plain = Run(x, [], []), neutral = Run(x, [.. Enumerable.Repeat(T.One, TKernel.GammaLength)], new T[TKernel.BetaLength]);
        T unit = T.BitIncrement(T.One) - T.One, largest = plain.Max(T.Abs);
        for (int i = 0; i < plain.Length; i++)
        {
            Require(T.Abs(plain[i] - neutral[i]) <= T.CreateTruncating(4) * unit * largest,
                $"without gamma and beta, element {i} is {plain[i]}; with ones and zeros it is {neutral[i]}");
        }
    }

    private static void CheckRefusals(T[] x, T[] gamma, T[] beta)
    {
        T[] memory = new T[2 * x.Length];
        Array.Fill(memory, T.One);
        if (Length > 1)
        {
            Refused(() => TKernel.Normalize(x.AsSpan(1), gamma, beta, memory), "a length that is not a multiple of an example");
        }

        Refused(() => TKernel.Normalize(x, gamma, beta, memory.AsSpan(0, x.Length - 1)), "a destination that is too short");
        Refused(() => TKernel.Normalize(x, new T[TKernel.GammaLength + 1], beta, memory), "a gamma of another length");
        Refused(() => TKernel.Normalize(x, gamma, new T[TKernel.BetaLength + 1], memory), "a beta of another length");
        Refused(() => TKernel.Normalize(memory.AsSpan(0, x.Length), gamma, beta, memory.AsSpan(1, x.Length)), "memory that overlaps partly");
        Require(memory.AsSpan().IndexOfAnyExcept(T.One) < 0, "a call that is refused writes to its destination");
    }

    private static void Refused(Action call, string what)
    {
        try
        {
            call();
        }
        catch (ArgumentException)
        {
            return;
        }
        catch (Exception error)
        {
            throw new KernelContractException($"{Name}: {what} gives a {error.GetType().Name}; expected: an ArgumentException.", error);
        }

        throw new KernelContractException($"{Name}: {what} is not refused; expected: an ArgumentException.");
    }

    private static T[] Run(T[] x, T[] gamma, T[] beta)
    {
        var y = new T[x.Length];
        TKernel.Normalize(x, gamma, beta, y);
        return y;
    }

    private static void Same(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what)
    {
        if (MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)))
        {
            return;
        }

        int i = 0;
        while (MemoryMarshal.AsBytes(expected.Slice(i, 1)).SequenceEqual(MemoryMarshal.AsBytes(actual.Slice(i, 1))))
        {
            i++;
        }

        throw new KernelContractException($"{Name}: {what}. Element {i} is {actual[i]}, expected {expected[i]}.");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new KernelContractException($"{Name}: {rule}.");
        }
    }

    private static T[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(4 * random.NextDouble() - 1.5))];
}
