using System.IO.Compression;
using System.Text;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Collects entries in memory; nothing reaches the stream before <see cref="Commit"/>.</summary>
internal sealed class RepositoryWriter : Repository
{
    private readonly Stream _stream;
    private readonly List<(string Path, MemoryStream Content)> _entries = [];

    private RepositoryWriter(Stream stream, IExceptionContext ectx)
        : base(false, ectx) => _stream = stream;

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx = null, bool useFileSystem = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var repository = new RepositoryWriter(stream, ectx);
        using Entry version = repository.CreateEntry(WrittenBy.Directory, WrittenBy.File);
        version.Stream.Write(Encoding.UTF8.GetBytes(WrittenBy.ThisEngine + Environment.NewLine));
        return repository;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string dir, string name)
    {
        string path = EntryPath.Of(dir, name);
        if (_entries.Any(entry => entry.Path == path))
            throw new ArgumentOutOfRangeException(nameof(name), $"The model has an entry '{path}' already.");
        var content = new MemoryStream();
        _entries.Add((path, content));
        return new Entry(this, path, content);
    }

    public void Commit()
    {
        using var archive = new ZipArchive(_stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string path, MemoryStream content) in _entries)
        {
            using Stream entry = archive.CreateEntry(path).Open();
            entry.Write(content.ToArray());
        }
    }
}
