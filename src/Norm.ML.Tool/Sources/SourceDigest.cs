using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Norm.ML.Tool.Sources;

/// <summary>
/// A hash that tells sources apart without reading them: of each file's size, first and last 64 KiB, in order. Names, folders and dates do not count,
/// so that machines may keep the files where they like.
/// </summary>
internal static class SourceDigest
{
    private const int Sample = 1 << 16;

    /// <param name="kind">What else matters, such as the separator.</param>
    /// <param name="files">Open files.</param>
    public static string Of(string kind, IEnumerable<FileStream> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"norm-ml source 1 {kind}\n"));
        byte[] bytes = new byte[Sample], number = new byte[8];
        foreach (FileStream file in files)
        {
            long length = RandomAccess.GetLength(file.SafeFileHandle);
            BinaryPrimitives.WriteInt64LittleEndian(number, length);
            hash.AppendData(number);
            Append(hash, file, 0, bytes);
            Append(hash, file, Math.Max(0, length - Sample), bytes);
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private static void Append(IncrementalHash hash, FileStream file, long offset, byte[] bytes)
    {
        int filled = 0, got;
        while (filled < bytes.Length && (got = RandomAccess.Read(file.SafeFileHandle, bytes.AsSpan(filled), offset + filled)) > 0)
        {
            filled += got;
        }

        hash.AppendData(bytes.AsSpan(0, filled));
    }
}
