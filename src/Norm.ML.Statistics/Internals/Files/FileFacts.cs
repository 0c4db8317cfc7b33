using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Norm.ML.Internals.Files;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file with a content, which can be replaced.</summary>
    File,

    Folder,

    /// <summary>A character device, such as /dev/null or a terminal: writing to it destroys nothing.</summary>
    Device,

    /// <summary>A pipe, a socket or a block device.</summary>
    Stream,
}

/// <summary>What a path leads to, through links, and which file of this machine that is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Volume">The file system. With the next it tells whether two paths lead to one file.</param>
/// <param name="Number">The file's number there; 0 where the system gives none.</param>
internal readonly partial record struct FileFacts(FileKind Kind, ulong Volume, ulong Number)
{
    // The numbers of POSIX, the same on all systems.
    private const int TypeMask = 0xF000, Fifo = 0x1000, Character = 0x2000, Directory = 0x4000, Block = 0x6000, Socket = 0xC000;

    private const int CurrentFolder = -100, BasicFacts = 0x7FF, FactsBytes = 256;

    private const string WindowsDevices = @"\\.\";

    /// <summary>Whether both are known to be one file.</summary>
    public bool IsSameFile(FileFacts other) => Kind != FileKind.Missing && Number != 0 && (Volume, Number) == (other.Volume, other.Number);

    /// <summary>Looks; never opens a pipe or a device.</summary>
    public static FileFacts Of(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return OfLinux(path);
            }

            if (OperatingSystem.IsMacOS())
            {
                return OfMac(path);
            }

            if (OperatingSystem.IsWindows())
            {
                return OfWindows(path);
            }
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library without this function: what the framework says has to do.
        }
        return Plain(path);
    }

    private static FileFacts Plain(string path) =>
        new(System.IO.Directory.Exists(path) ? FileKind.Folder : System.IO.File.Exists(path) ? FileKind.File : FileKind.Missing, 0, 0);

    // struct statx has the same layout on every processor.
    private static FileFacts OfLinux(string path)
    {
        Span<byte> facts = stackalloc byte[FactsBytes];
        if (Linux.StatX(CurrentFolder, path, 0, BasicFacts, facts) != 0)
        {
            return default;
        }

        ulong volume = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(facts[136..]) << 32 | BinaryPrimitives.ReadUInt32LittleEndian(facts[140..]);
        return new(KindOf(BinaryPrimitives.ReadUInt16LittleEndian(facts[28..])), volume, BinaryPrimitives.ReadUInt64LittleEndian(facts[32..]));
    }

    // struct stat with file numbers of 64 bits.
    private static FileFacts OfMac(string path)
    {
        Span<byte> facts = stackalloc byte[FactsBytes];
        int failed = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? Mac.Stat64(path, facts) : Mac.Stat(path, facts);
        return failed != 0 ? default : new(
            KindOf(BinaryPrimitives.ReadUInt16LittleEndian(facts[4..])), BinaryPrimitives.ReadUInt32LittleEndian(facts),
            BinaryPrimitives.ReadUInt64LittleEndian(facts[8..]));
    }

    private static FileFacts OfWindows(string path)
    {
        if (Path.GetFullPath(path).StartsWith(WindowsDevices, StringComparison.Ordinal))
        {
            return new(FileKind.Device, 0, 0);
        }

        FileFacts plain = Plain(path);
        if (plain.Kind != FileKind.File)
        {
            return plain;
        }

        try
        {
            using SafeFileHandle handle = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> facts = stackalloc byte[52];
            if (!Windows.GetFileInformationByHandle(handle, facts))
            {
                return plain;
            }

            ulong number = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(facts[44..]) << 32 | BinaryPrimitives.ReadUInt32LittleEndian(facts[48..]);
            return plain with { Volume = BinaryPrimitives.ReadUInt32LittleEndian(facts[28..]), Number = number };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return plain;
        }
    }

    private static FileKind KindOf(int mode) => (mode & TypeMask) switch
    {
        Directory => FileKind.Folder,
        Character => FileKind.Device,
        Fifo or Socket or Block => FileKind.Stream,
        _ => FileKind.File,
    };

    private static partial class Linux
    {
        [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> facts);
    }

    private static partial class Mac
    {
        [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Stat(string path, Span<byte> facts);

        [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Stat64(string path, Span<byte> facts);
    }

    private static partial class Windows
    {
        [LibraryImport("kernel32")]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static partial bool GetFileInformationByHandle(SafeFileHandle handle, Span<byte> facts);
    }
}
