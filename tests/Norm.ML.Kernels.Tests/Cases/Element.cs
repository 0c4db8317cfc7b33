using System.Numerics;

namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>What the measuring of errors has to know about an element type.</summary>
internal static class Element<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Machine epsilon: the distance from 1 to the next number.</summary>
    public static double Epsilon { get; } = Math.ScaleB(1, 1 - Precision);

    /// <summary>The exponent of the smallest normal number: natural scales below it count as this.</summary>
    public static int SmallestNormalExponent { get; } = typeof(T) == typeof(Half) ? -14 : typeof(T) == typeof(float) ? -126 : -1022;

    public static double Largest { get; } = typeof(T) == typeof(Half) ? 65504 : typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;

    public static string Name { get; } = typeof(T) == typeof(Half) ? "Half" : typeof(T) == typeof(float) ? "float" : "double";

    private static int Precision => typeof(T) == typeof(Half) ? 11 : typeof(T) == typeof(float) ? 24 : 53;

    /// <summary>The nearest number of this type.</summary>
    public static T From(double value) => T.CreateTruncating(value);

    public static double ToDouble(T value) => double.CreateTruncating(value);

    public static T[] From(ReadOnlySpan<double> values)
    {
        var result = new T[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = From(values[i]);
        }

        return result;
    }
}
