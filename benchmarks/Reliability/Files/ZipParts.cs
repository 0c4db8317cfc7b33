using System.IO.Compression;

namespace Norm.ML.Reliability.Files;

/// <summary>Zip files whose entries are altered: lengths and checksums fit what is in them.</summary>
internal static class ZipParts
{
    private const int BombBytes = 24 << 20;

    // The same file whenever it is made: a mutant depends on it.
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<byte[]> Bomb = new(() => new byte[BombBytes]);

    /// <summary>The names of the entries and their bytes, in order.</summary>
    public static List<(string Name, byte[] Bytes)> Read(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return [.. zip.Entries.Select(entry =>
        {
            using Stream stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        })];
    }

    /// <summary>A file of the same entries that has no time of its making.</summary>
    public static byte[] WithoutTime(byte[] file) => Write(Read(file));

    public static byte[] Write(IEnumerable<(string Name, byte[] Bytes)> entries, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, level);
                entry.LastWriteTime = Time;
                using Stream stream = entry.Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }

    /// <summary>Alters, removes, doubles, renames or exchanges entries.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mutation">What is drawn from.</param>
    /// <param name="alter">Alters the bytes of an entry.</param>
    public static byte[] Alter(byte[] file, Mutation mutation, Func<byte[], Mutation, byte[]> alter)
    {
        List<(string Name, byte[] Bytes)> entries = Read(file);
        Random random = mutation.Random;
        int at = random.Next(entries.Count), second = random.Next(entries.Count);
        (string name, byte[] bytes) = entries[at];
        switch (random.Next(16))
        {
            case 0: entries.RemoveAt(at); break;
            case 1: entries.Add((name, bytes)); break;
            case 2: (entries[at], entries[second]) = ((name, entries[second].Bytes), (entries[second].Name, bytes)); break;
            case 3: entries[at] = (Rename(name, random), bytes); break;
            case 4:
                List<(string Name, byte[] Bytes)> others = Read(mutation.Other);
                (string Name, byte[] Bytes) other = others[random.Next(others.Count)];
                entries[at] = (random.Next(2) == 0 ? name : other.Name, other.Bytes);
                break;
            case 5 when random.Next(64) == 0: entries[at] = (name, [.. bytes, .. Bomb.Value]); break;
            case 6 when random.Next(64) == 0: entries.Add(($"{name}.more", Bomb.Value)); break;
            default:
                byte[] place = entries.FirstOrDefault(one => one.Name == name && one.Bytes.Length == bytes.Length).Bytes ?? bytes;
                entries[at] = (name, alter(place, mutation with { Other = entries[second].Bytes }));
                break;
        }

        return Write(entries, random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
    }

    private static string Rename(string name, Random random) => random.Next(6) switch
    {
        0 => name.ToUpperInvariant(),
        1 => name.Replace('/', '\\'),
        2 => "../" + name,
        3 => name + "/",
        4 => name.Replace('0', '1'),
        _ => name[..random.Next(1, name.Length + 1)],
    };
}
