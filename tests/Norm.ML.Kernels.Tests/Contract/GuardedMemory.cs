using System.Runtime.InteropServices;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>Memory between two pages that may not be touched: reading or writing one byte too far ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int None = 0, ReadWrite = 1 | 2, PrivateAnonymous = 2 | 0x20;
    private const byte Canary = 0xA5;
    private readonly byte* _start;
    private readonly nuint _total;

    public GuardedMemory(int bytes)
    {
        int page = Environment.SystemPageSize;
        Bytes = (bytes + page - 1) / page * page;
        _total = (nuint)(Bytes + 2 * page);
        _start = Map(0, _total, ReadWrite, PrivateAnonymous, -1, 0);
        if (_start == (byte*)-1)
        {
            throw new OutOfMemoryException($"mmap of {_total} bytes failed.");
        }

        if (Protect(_start, (nuint)page, None) != 0 || Protect(_start + page + Bytes, (nuint)page, None) != 0)
        {
            throw new InvalidOperationException("mprotect failed.");
        }

        All.Fill(Canary);
    }

    public int Bytes { get; }

    /// <summary>Linux on the usual processors: the numbers above are its.</summary>
    public static bool Available => OperatingSystem.IsLinux();

    private Span<byte> All => new(_start + Environment.SystemPageSize, Bytes);

    /// <summary>Elements that end right before, or begin right after, a guard page; the rest is filled anew.</summary>
    public Span<T> Take<T>(int length, bool atEnd) where T : unmanaged
    {
        All.Fill(Canary);
        Span<T> span = MemoryMarshal.Cast<byte, T>(All);
        return atEnd ? span[^length..] : span[..length];
    }

    public Span<T> Copy<T>(ReadOnlySpan<T> source, bool atEnd) where T : unmanaged
    {
        Span<T> span = Take<T>(source.Length, atEnd);
        source.CopyTo(span);
        return span;
    }

    /// <summary>Whether everything outside the last taken span is as it was.</summary>
    public bool IsIntactAround<T>(int length, bool atEnd) where T : unmanaged
    {
        int used = length * sizeof(T);
        return !(atEnd ? All[..^used] : All[used..]).ContainsAnyExcept(Canary);
    }

    public void Dispose() => _ = Unmap(_start, _total);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint length);
}
