using System.IO.Compression;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Opens a model file and reads entries into memory, each up to a limit that no honest model comes near.</summary>
internal sealed class RepositoryReader : Repository
{
    private const long LargestEntry = 1L << 29;

    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private RepositoryReader(Stream stream, IExceptionContext ectx)
        : base(false, ectx)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in archive.Entries)
                _entries[EntryPath.Normalize(entry.FullName)] = entry;
        }
        catch (InvalidDataException damage)
        {
            throw new FormatException("Failed to open a zip archive: this is not a model file, or not all of it.", damage);
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext ectx = null, bool useFileSystem = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new RepositoryReader(stream, ectx);
    }

    public Entry OpenEntry(string name) => OpenEntry(null, name);

    public Entry OpenEntry(string dir, string name) =>
        OpenEntryOrNull(dir, name) ?? throw new InvalidOperationException($"The model has no entry '{EntryPath.Of(dir, name)}'.");

    public Entry OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry OpenEntryOrNull(string dir, string name)
    {
        string path = EntryPath.Of(dir, name);
        if (!_entries.TryGetValue(path, out ZipArchiveEntry entry))
            return null;
        try
        {
            return new Entry(this, path, ReadWhole(path, entry));
        }
        catch (InvalidDataException damage)
        {
            throw new FormatException($"The model's entry '{path}' is damaged.", damage);
        }
    }

    private static MemoryStream ReadWhole(string path, ZipArchiveEntry entry)
    {
        var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        using Stream packed = entry.Open();
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > LargestEntry)
                throw new FormatException($"The model's entry '{path}' unpacks to more than {LargestEntry >> 20} MB.");
        }
        content.Position = 0;
        return content;
    }
}
