using System.IO.Compression;
using System.Security.Cryptography;

namespace Norm.ML.Reliability.Faults;

/// <summary>What a file holds, as a short text that two equal files share.</summary>
internal static class Content
{
    public const string Absent = "absent";

    /// <summary>The content; the entries of a zip archive without their dates. A file that is cut or damaged has a content of its own.</summary>
    public static string Of(string path)
    {
        if (!File.Exists(path))
        {
            return Absent;
        }

        byte[] bytes = File.ReadAllBytes(path);
        return bytes.AsSpan().StartsWith("PK"u8) ? OfZip(bytes) : Hash(bytes);
    }

    private static string OfZip(byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            using var all = new MemoryStream();
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream stream = entry.Open();
                all.Write(System.Text.Encoding.UTF8.GetBytes($"{entry.FullName} {entry.Length}\n"));
                stream.CopyTo(all);
            }

            return Hash(all.ToArray());
        }
        catch (InvalidDataException)
        {
            return "half of a zip archive";
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
}
