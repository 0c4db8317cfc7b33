using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Checks;

/// <summary>Checks of arguments: every message names the parameter and both numbers.</summary>
internal static class Guard
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Positive(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 1)
        {
            ThrowNotPositive(name, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Epsilon(double epsilon)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            ThrowEpsilon(epsilon);
        }
    }

    public static void Divides(int groups, int channels)
    {
        Positive(groups);
        if (channels % groups != 0)
        {
            Throw(nameof(groups), $"groups ({groups}) has to divide channels ({channels}).");
        }
    }

    /// <summary>The product of an example's dimensions, which has to fit a span.</summary>
    public static int Product(int channels, int spatial)
    {
        Positive(channels);
        Positive(spatial);
        long product = (long)channels * spatial;
        if (product > int.MaxValue)
        {
            ThrowRange(
                nameof(spatial), spatial,
                $"channels ({channels}) times spatial ({spatial}) is {product}; at most {int.MaxValue} elements fit a span.");
        }

        return (int)product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiple(int length, int size, string name)
    {
        if (length % size != 0)
        {
            ThrowNotMultiple(length, size, name);
        }
    }

    /// <summary>A parameter that may be left out: empty, or exactly as long as needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Optional(int length, int expected, string name)
    {
        if (length != 0 && length != expected)
        {
            ThrowOptional(length, expected, name);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Same(int length, int expected, string name)
    {
        if (length != expected)
        {
            ThrowNotSame(length, expected, name);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enough(int length, int needed, string name)
    {
        if (length < needed)
        {
            ThrowTooShort(length, needed, name);
        }
    }

    /// <summary>A destination may be the source itself; partly overlapping memory is refused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InPlaceOrApart<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> destination, string name)
    {
        if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination)) && source.Overlaps(destination))
        {
            ThrowPartly(source, destination, name);
        }
    }

    /// <summary>Memory that is written may not overlap memory that is read or written in the same call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apart<T>(ReadOnlySpan<T> other, ReadOnlySpan<T> destination, string name)
    {
        if (other.Overlaps(destination))
        {
            ThrowNotApart(other, destination, name);
        }
    }

    // Checks are inlined comparisons; messages are built in methods of their own. In a call for one row of eight elements, the difference can be
    // measured.
    [DoesNotReturn]
    private static void ThrowNotPositive(string name, int value) => ThrowRange(name, value, $"{name} has to be at least 1, but is {value}.");

    [DoesNotReturn]
    private static void ThrowEpsilon(double epsilon) =>
        ThrowRange(nameof(epsilon), epsilon, $"epsilon has to be finite and at least 0, but is {epsilon}.");

    [DoesNotReturn]
    private static void ThrowNotMultiple(int length, int size, string name) =>
        Throw(name, $"The length of {name} ({length}) has to be a multiple of {size}, the length of one example.");

    [DoesNotReturn]
    private static void ThrowOptional(int length, int expected, string name) =>
        Throw(name, $"The length of {name} is {length}, but {expected} is needed (or 0 to leave it out).");

    [DoesNotReturn]
    private static void ThrowNotSame(int length, int expected, string name) =>
        Throw(name, $"The length of {name} is {length}, but {expected} is needed.");

    [DoesNotReturn]
    private static void ThrowTooShort(int length, int needed, string name) =>
        Throw(name, $"The length of {name} is {length}, but at least {needed} is needed.");

    [DoesNotReturn]
    private static void ThrowPartly<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> destination, string name) =>
        Throw(
            name,
            $"{name} overlaps a source partly (by an offset of {Offset(source, destination)} elements); it has to be the same memory or apart.");

    [DoesNotReturn]
    private static void ThrowNotApart<T>(ReadOnlySpan<T> other, ReadOnlySpan<T> destination, string name) =>
        Throw(name, $"{name} overlaps memory that is needed apart from it (at an offset of {Offset(other, destination)} elements).");

    private static int Offset<T>(ReadOnlySpan<T> from, ReadOnlySpan<T> to) => from.Overlaps(to, out int offset) ? offset : 0;

    [DoesNotReturn]
    public static void Throw(string name, string message) => throw new ArgumentException(message, name);

    [DoesNotReturn]
    public static void ThrowRange(string name, object value, string message) => throw new ArgumentOutOfRangeException(name, value, message);
}
