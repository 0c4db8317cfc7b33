using System.Numerics;

namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>Makes problems from patterns; the same arguments give the same bits.</summary>
internal static class Problems
{
    public static Problem<T> Make<T>(NormUnderTest norm, NormShape shape, Pattern pattern, AffineKind affine, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(seed, shape.Geometry.Length, (int)affine);
        var x = new T[shape.Geometry.Length];
        int number = seed;
        foreach (int[] segment in shape.Geometry.Segments)
        {
            Pattern own = pattern == Patterns.Mixed ? Patterns.All[number++ % Patterns.All.Count] : pattern;
            FillSegment(own, random, segment, x);
        }
        (double[]? gamma, double[]? beta) = AffineKinds.Make(affine, shape.Geometry.Affines, Element<T>.Largest, random);
        T[] dy = Element<T>.From(Gradient(random, shape.Geometry.Length, seed % 4));
        T[] b = norm.HasBeta && beta != null ? Element<T>.From(beta) : [];
        return new Problem<T>(shape, x, dy, gamma == null || !norm.HasGamma ? [] : Element<T>.From(gamma), b, pattern.Epsilon);
    }

    private static void FillSegment<T>(Pattern pattern, Numbers random, int[] segment, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = new double[segment.Length];
        Patterns.Fill(pattern, random, Element<T>.Largest, Element<T>.Epsilon, Element<T>.ToDouble(T.Epsilon), values);
        for (int i = 0; i < values.Length; i++)
        {
            x[segment[i]] = Element<T>.From(values[i]);
        }
    }

    /// <summary>Gradients of four kinds: normal, around a mean, with an outlier, and small.</summary>
    private static double[] Gradient(Numbers random, int length, int kind)
    {
        double[] dy = new double[length];
        for (int i = 0; i < length; i++)
        {
            double z = random.Normal();
            dy[i] = kind switch { 0 => z, 1 => 10 + z, 2 => i == length / 2 ? 1e5 : z, _ => 1e-3 * z };
        }
        return dy;
    }
}
