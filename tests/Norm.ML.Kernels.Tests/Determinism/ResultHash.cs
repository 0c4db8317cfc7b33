using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>The bits of a fixed sweep of results, as a short text. NaN counts as one value, whatever its payload.</summary>
internal sealed class ResultHash : IDisposable
{
    private static readonly int[] Sizes = [.. Enumerable.Range(1, 300), 384, 768, 1000, 1024, 4096, 5000, 20001];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Dispose() => _hash.Dispose();

    public static string Forward<T>(NormUnderTest norm, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = new ResultHash();
        foreach (Problem<T> p in Sweep<T>(norm))
        {
            int segments = p.Geometry.Segments.Length;
            T[] y = new T[p.X.Length];
            double[] mean = new double[segments], other = new double[segments];
            norm.ForwardKeeping(p, p.X, y, mean, other, precision);
            hash.Add<T>(y);
            if (norm.Centres) hash.Add<double>(mean);
            hash.Add<double>(other);
        }
        return hash.Text();
    }

    public static string Backward<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = new ResultHash();
        foreach (Problem<T> p in Sweep<T>(norm))
        {
            T[] dx = new T[p.X.Length], dgamma = new T[p.Geometry.Affines], dbeta = new T[p.Geometry.Affines];
            norm.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
            hash.Add<T>(dx);
            hash.Add<T>(dgamma);
            hash.Add<T>(dbeta);
        }
        return hash.Text();
    }

    private static IEnumerable<Problem<T>> Sweep<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in Sizes.Where(s => s >= norm.SmallestSize))
        {
            int[] counts = size > 300 ? [2] : size % 5 == 0 ? [1, 9, 17] : [1 + size % 19];
            foreach (int segments in counts)
            {
                Pattern pattern = size % 3 == 0 ? Patterns.Mixed : Patterns.All[size % Patterns.All.Count];
                yield return Problems.Make<T>(norm, norm.Shape(size, segments), pattern, AffineKinds.All[size % AffineKinds.All.Count], size);
            }
        }
    }

    private void Add<T>(T[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (T.IsNaN(values[i])) values[i] = T.NaN;
        }
        _hash.AppendData(MemoryMarshal.AsBytes<T>(values));
    }

    private string Text() => Convert.ToHexStringLower(_hash.GetHashAndReset())[..16];
}
