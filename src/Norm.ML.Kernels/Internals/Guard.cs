using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Norm.ML.Internals;

/// <summary>Checks of arguments: every message names the parameter and both numbers.</summary>
internal static class Guard
{
    public static void Positive(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 1) ThrowRange(name, value, $"{name} has to be at least 1, but is {value}.");
    }

    public static void Epsilon(double epsilon)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon))) ThrowRange(nameof(epsilon), epsilon, $"epsilon has to be finite and at least 0, but is {epsilon}.");
    }

    public static void Divides(int groups, int channels)
    {
        Positive(groups);
        Positive(channels);
        if (channels % groups != 0) Throw(nameof(groups), $"groups ({groups}) has to divide channels ({channels}).");
    }

    /// <summary>The product of an example's dimensions, which has to fit a span.</summary>
    public static int Product(int channels, int spatial)
    {
        Positive(channels);
        Positive(spatial);
        long product = (long)channels * spatial;
        if (product > int.MaxValue) ThrowRange(nameof(spatial), spatial, $"channels ({channels}) times spatial ({spatial}) is {product}; at most {int.MaxValue} elements fit a span.");
        return (int)product;
    }

    public static void Multiple(int length, int size, string name)
    {
        if (length % size != 0) Throw(name, $"The length of {name} ({length}) has to be a multiple of {size}, the length of one example.");
    }

    /// <summary>A parameter that may be left out: empty, or exactly as long as needed.</summary>
    public static void Optional(int length, int expected, string name)
    {
        if (length != 0 && length != expected) Throw(name, $"The length of {name} is {length}, but {expected} is needed (or 0 to leave it out).");
    }

    public static void Same(int length, int expected, string name)
    {
        if (length != expected) Throw(name, $"The length of {name} is {length}, but {expected} is needed.");
    }

    public static void Enough(int length, int needed, string name)
    {
        if (length < needed) Throw(name, $"The length of {name} is {length}, but at least {needed} is needed.");
    }

    /// <summary>A destination may be the source itself; partly overlapping memory is refused.</summary>
    public static void InPlaceOrApart<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> destination, string name)
    {
        if (source.Overlaps(destination, out int offset) && offset != 0)
            Throw(name, $"{name} overlaps a source partly (by an offset of {offset} elements); it has to be the same memory or apart.");
    }

    /// <summary>Memory that is written while other memory is still to be read (or written) has to be apart.</summary>
    public static void Apart<T>(ReadOnlySpan<T> other, ReadOnlySpan<T> destination, string name)
    {
        if (other.Overlaps(destination, out int offset)) Throw(name, $"{name} overlaps memory that is needed apart from it (at an offset of {offset} elements).");
    }

    [DoesNotReturn]
    public static void Throw(string name, string message) => throw new ArgumentException(message, name);

    [DoesNotReturn]
    public static void ThrowRange(string name, object value, string message) => throw new ArgumentOutOfRangeException(name, value, message);
}
