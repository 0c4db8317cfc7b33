using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>NaN and infinity stay in the segment they came in; the others keep their bits.</summary>
public class NonFiniteTests
{
    public static TheoryData<string, double> Cases()
    {
        var data = new TheoryData<string, double>();
        foreach (NormUnderTest norm in Norms.All)
        {
            foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            {
                data.Add(norm.Name, bad);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Only_its_own_segment_is_touched(string norm, double bad)
    {
        foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
        {
            Forward<float>(Norms.Get(norm), bad, precision);
            Forward<double>(Norms.Get(norm), bad, precision);
            Forward<Half>(Norms.Get(norm), bad, precision);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Only_its_own_input_gradient_is_touched(string norm, double bad)
    {
        Backward<float>(Norms.Get(norm), bad);
        Backward<double>(Norms.Get(norm), bad);
    }

    private static void Forward<T>(NormUnderTest norm, double bad, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((Problem<T> p, int segment, int at) in Problems<T>(norm))
        {
            T[] clean = norm.Forward(p, precision), x = [.. p.X], y = new T[x.Length];
            x[at] = Element<T>.From(bad);
            norm.Forward(p, x, y, precision);
            Others(norm, p, segment, clean, y);
            if (norm.SubtractsMean || double.IsNaN(bad))
            {
                Assert.All(p.Gather(y, segment), v => Assert.True(T.IsNaN(v), $"{norm}: {v} in a segment with {bad}"));
            }
            else
            {
                Assert.All(p.Geometry.Segments[segment], i => Assert.True(i == at ? T.IsNaN(y[i]) : y[i] == T.Zero, $"{norm}: {y[i]} beside {bad}"));
            }
        }
    }

    private static void Backward<T>(NormUnderTest norm, double bad) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((Problem<T> p, int segment, int at) in Problems<T>(norm))
        {
            T[] clean = Gradient(p.Dy, p.X), x = [.. p.X], dy = [.. p.Dy];
            x[at] = dy[at] = Element<T>.From(bad);
            Others(norm, p, segment, clean, Gradient(p.Dy, x));
            T[] dx = Gradient(dy, p.X);
            Others(norm, p, segment, clean, dx);
            Assert.False(T.IsFinite(dx[at]));

            T[] Gradient(T[] from, T[] over)
            {
                var result = new T[over.Length];
                norm.Backward(p, from, over, result, new T[p.Geometry.Affines], new T[p.Geometry.Affines]);
                return result;
            }
        }
    }

    private static IEnumerable<(Problem<T> Problem, int Segment, int At)> Problems<T>(NormUnderTest norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in (int[])[2, 3, 8, 15, 16, 17, 31, 64, 100, 257])
        {
            Problem<T> p = Make(size);
            int segment = size % p.Geometry.Segments.Length;
            foreach (int i in (int[])[0, size / 2, size - 1])
            {
                yield return (p, segment, p.Geometry.Segments[segment][i]);
            }
        }

        Problem<T> Make(int size) => Tests.Cases.Problems.Make<T>(norm, norm.Shape(size, 11), Patterns.Get("normal"), AffineKind.Random, size);
    }

    private static void Others<T>(NormUnderTest norm, Problem<T> p, int segment, T[] clean, T[] result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int s = 0; s < p.Geometry.Segments.Length; s++)
        {
            if (s != segment)
            {
                Bits.Equal<T>(p.Gather(clean, s), p.Gather(result, s), $"{norm}, segment {s} beside {segment}");
            }
        }
    }
}
