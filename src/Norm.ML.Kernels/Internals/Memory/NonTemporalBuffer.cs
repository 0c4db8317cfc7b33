using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Memory;

/// <summary>
/// A small window on a large destination: results are written here, in the first cache, and leave it as whole lines that go past the caches,
/// so that memory is not read before it is overwritten. The destination may be aligned in any way, but has to be pinned.
/// </summary>
internal unsafe ref struct NonTemporalBuffer
{
    /// <summary>The bytes of a cache line.</summary>
    public const int Line = 64;

    /// <summary>Bytes that may be written between two calls of <see cref="Advance"/>: little, so that the lines that leave do not stall what comes next.</summary>
    public const int Capacity = 1 << 10;

    /// <summary>Bytes of the buffer: alignment, an unfinished line, the capacity.</summary>
    public const int BufferSize = Capacity + 3 * Line;

    /// <summary>Results of at least so many bytes stream: they would push out of the cache what is in it.</summary>
    private const nint Threshold = 4 << 20;

    private readonly byte* _buffer; // stands for the line at _line
    private byte* _line;
    private nint _pending, _skip; // bytes in the buffer, and how many of the first line belong to somebody else

    public NonTemporalBuffer(byte* buffer, void* destination)
    {
        _buffer = (byte*)((nint)(buffer + Line - 1) & -Line);
        _pending = _skip = (nint)destination & (Line - 1);
        _line = (byte*)destination - _skip;
    }

    /// <summary>Where to write next.</summary>
    public readonly byte* Next => _buffer + _pending;

    /// <summary>Whether a result is large enough, and not in place: there the memory is in the cache already.</summary>
    public static bool ShouldStream<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged =>
        (nint)x.Length * sizeof(T) >= Threshold && !x.Overlaps(y);

    /// <summary>Lets the whole lines go.</summary>
    public void Advance(nint bytes)
    {
        _pending += bytes;
        nint whole = _pending & -Line, i = 0;
        if (whole > 0 && _skip > 0)
        {
            Copy(Line);
            i = Line;
        }
        for (; i < whole; i += Line) Vector512.LoadAligned(_buffer + i).StoreAlignedNonTemporal(_line + i);
        if (whole == 0) return;

        Vector512.LoadAligned(_buffer + whole).StoreAligned(_buffer);
        _line += whole;
        _pending -= whole;
    }

    /// <summary>Writes the unfinished line, and makes all results visible to other threads in order.</summary>
    public void Finish()
    {
        Copy(_pending);
        Fence();
    }

    public static void Fence()
    {
        if (Sse.IsSupported) Sse.StoreFence();
    }

    private void Copy(nint end)
    {
        if (end > _skip) Unsafe.CopyBlockUnaligned(_line + _skip, _buffer + _skip, (uint)(end - _skip));
        _skip = 0;
    }
}
