using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Sources;

/// <summary>A file, a pipe or standard input that data is read from, and how it is packed.</summary>
internal sealed class DataInput : IDisposable
{
    // Zstd unpacks nothing before it has a whole block, of up to 128 KiB.
    private const int HeadBytes = 1 << 12, HeadBytesOfZstd = 1 << 18;

    private readonly FileStream? _file;
    private readonly InterruptibleStream? _pipe;
    private readonly long _length;
    private SpooledFile? _copy;

    private DataInput(string name, Stream stream)
    {
        (Name, _file, _pipe) = (name, stream as FileStream, stream as InterruptibleStream);
        _length = _file?.Length ?? 0;
        Head = InputFile.Try(name, () => Peek(HeadBytes));
        Packing = Packings.Of(Head.Span);
        if (Packing == Packing.Zstd && Head.Length == HeadBytes)
        {
            Head = InputFile.Try(name, () => Peek(HeadBytesOfZstd));
        }
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The first bytes, as they are in the file.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    public Packing Packing { get; }

    /// <summary>The file, or the copy of a pipe; null for a pipe.</summary>
    public FileStream? File => _copy?.Stream ?? _file;

    /// <summary>In bytes, as the file is; null where that is not known.</summary>
    public long? Length => File?.Length;

    /// <summary>Whether a digest tells it from others. A copy of a pipe has none: the pipe cannot be read again.</summary>
    public bool IsFile => _file is not null;

    /// <summary>The bytes of the file, to be read once from the start.</summary>
    public Stream Stream => (Stream?)File ?? _pipe!;

    /// <summary>The handle of the file.</summary>
    public SafeFileHandle Handle => File!.SafeFileHandle;

    /// <summary>Opens a file or standard input, and reads its first bytes.</summary>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <exception cref="ToolException">There is no such file, or it cannot be read.</exception>
    public static DataInput Open(string path, CancellationToken cancellation)
    {
        Stream stream = path == InputNames.StandardInput ? new InterruptibleStream(Console.OpenStandardInput(), cancellation)
            : InputFile.OpenAny(path, cancellation);
        try
        {
            return new DataInput(path == InputNames.StandardInput ? "standard input" : path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The first bytes, unpacked; empty where they cannot be unpacked.</summary>
    public ReadOnlyMemory<byte> UnpackedHead()
    {
        if (Packing == Packing.None)
        {
            return Head;
        }

        byte[] bytes = new byte[HeadBytes];
        int length = 0;
        try
        {
            using Stream text = Packings.Unpack(Name, new MemoryStream(Head.ToArray()), Packing);
            for (int got; length < bytes.Length && (got = text.Read(bytes.AsSpan(length))) > 0; length += got)
            {
                continue;
            }
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or ToolException or ZstdSharp.ZstdException)
        {
            // Only the head of the file was unpacked, so its end may be missing here. A damaged file is told of when all of it is read.
        }

        return bytes.AsMemory(0, length);
    }

    /// <summary>Copies a pipe, so that it can be read at any place and more than once.</summary>
    public void MakeFile(CancellationToken cancellation)
    {
        if (File is null)
        {
            _copy = SpooledFile.Of(Name, _pipe!, cancellation);
        }
    }

    /// <summary>The unpacked bytes from the start; of a pipe once.</summary>
    public Stream OpenAgain() => Packings.Unpack(Name, File is null ? _pipe! : new HandleStream(Handle), Packing);

    /// <summary>After the last byte: checks that the file is as long as it was when it was opened.</summary>
    /// <exception cref="ToolException">It is not: rows are missing, or were written while they were read.</exception>
    public void CheckLength()
    {
        if (_file is not null && RandomAccess.GetLength(_file.SafeFileHandle) is var now && now != _length)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture,
                $"{Name}: the file has become {(now < _length ? "shorter" : "longer")} while it was read: it had {_length} bytes, and has {now}."));
        }
    }

    public void Dispose()
    {
        _copy?.Dispose();
        _file?.Dispose();
        _pipe?.Dispose();
    }

    private ReadOnlyMemory<byte> Peek(int length)
    {
        if (_pipe is not null)
        {
            return _pipe.Peek(length);
        }

        byte[] head = new byte[length];
        int got = _file!.ReadAtLeast(head, length, throwOnEndOfStream: false);
        _file!.Position = 0;
        return head.AsMemory(0, got);
    }
}
