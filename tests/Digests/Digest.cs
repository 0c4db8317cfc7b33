using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Norm.ML.Digests;

/// <summary>A hash over the bytes of many results. NaN counts as one value, whatever its payload.</summary>
internal sealed class Digest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Dispose() => _hash.Dispose();

    public void Add<T>(params ReadOnlySpan<T[]> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T[] result in results)
        {
            for (int i = 0; i < result.Length; i++)
            {
                if (T.IsNaN(result[i]))
                {
                    result[i] = T.NaN;
                }
            }
            _hash.AppendData(MemoryMarshal.AsBytes<T>(result));
        }
    }

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>The first 64 bits of the hash.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash())[..16];
}
