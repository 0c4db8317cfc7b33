using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Memory;

/// <summary>
/// A buffer before a large destination. Results are written to the buffer, which stays in the L1 cache. Whole cache lines are then copied to the
/// destination with non-temporal stores, so that the processor does not read memory that will be overwritten. The destination may have any alignment,
/// but has to be pinned.
/// </summary>
internal unsafe ref struct NonTemporalBuffer
{
    /// <summary>The bytes of a cache line.</summary>
    public const int Line = 64;

    /// <summary>
    /// Bytes that may be written between two calls of <see cref="Advance"/>. Few, so that copying lines does not stall the next results.
    /// </summary>
    public const int Capacity = 1 << 10;

    /// <summary>Bytes of the buffer: alignment, an unfinished line, the capacity.</summary>
    public const int BufferSize = Capacity + 3 * Line;

    /// <summary>
    /// Results of at least this many bytes use non-temporal stores; ordinary stores would evict the rest of the cache. An eighth of the last cache,
    /// but 1 to 32 MiB.
    /// </summary>
    public static readonly nint Threshold = nint.Clamp(CacheSize.Last / 8, 1 << 20, 32 << 20);

    /// <summary>
    /// Rows of up to this many bytes have kernels whose ordinary stores take less time than non-temporal ones. Measured with a cache of 32 MiB, time
    /// with non-temporal stores divided by time with ordinary ones, for results of 6 to 96 MiB: 2 to 3 at 16 floats, 1.5 to 2 at 20 to 48, 1.1 to
    /// 1.8 at 64, 0.5 to 1.2 at 96.
    /// </summary>
    private const int LongestCachedRow = 256;

    private readonly byte* _buffer; // the bytes of the line at _line and of those after it
    private byte* _line;
    private nint _pending, _skip; // bytes in the buffer, and bytes at the start of the first line that are not part of the destination

    public NonTemporalBuffer(byte* buffer, void* destination)
    {
        _buffer = (byte*)((nint)(buffer + Line - 1) & -Line);
        _pending = _skip = (nint)destination & (Line - 1);
        _line = (byte*)destination - _skip;
    }

    /// <summary>Where to write next.</summary>
    public readonly byte* Next => _buffer + _pending;

    /// <summary>Whether to use non-temporal stores: the result is large, and not in place (then its memory is in the cache already).</summary>
    public static bool ShouldStream<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged =>
        (nint)x.Length * sizeof(T) >= Threshold && !x.Overlaps(y);

    /// <summary>The same for rows of <paramref name="size"/> elements that have a kernel for short rows.</summary>
    public static bool ShouldStreamRows<T>(ReadOnlySpan<T> x, int size, ReadOnlySpan<T> y) where T : unmanaged =>
        size * sizeof(T) > LongestCachedRow && ShouldStream(x, y);

    /// <summary>Says that <paramref name="bytes"/> bytes were written; copies whole lines to the destination.</summary>
    public void Advance(nint bytes)
    {
        _pending += bytes;
        nint whole = _pending & -Line, i = 0;
        if (whole > 0 && _skip > 0)
        {
            Copy(Line);
            i = Line;
        }
        for (; i < whole; i += Line)
        {
            Vector512.LoadAligned(_buffer + i).StoreAlignedNonTemporal(_line + i);
        }

        if (whole == 0)
        {
            return;
        }

        Vector512.LoadAligned(_buffer + whole).StoreAligned(_buffer);
        _line += whole;
        _pending -= whole;
    }

    /// <summary>Copies the unfinished line. Results are then visible to other threads in order.</summary>
    public void Finish()
    {
        Copy(_pending);
        Fence();
    }

    public static void Fence()
    {
        if (Sse.IsSupported)
        {
            Sse.StoreFence();
        }
    }

    private void Copy(nint end)
    {
        if (end > _skip)
        {
            Unsafe.CopyBlockUnaligned(_line + _skip, _buffer + _skip, (uint)(end - _skip));
        }

        _skip = 0;
    }
}

/// <summary>How results are stored. The JIT sees a constant.</summary>
internal interface IStoreMode
{
    static abstract bool NonTemporal { get; }
}

/// <summary>Ordinary stores, for results that will soon be read.</summary>
internal readonly struct CachedStore : IStoreMode
{
    public static bool NonTemporal => false;
}

/// <summary>Non-temporal stores, for results that are larger than the caches.</summary>
internal readonly struct NonTemporalStore : IStoreMode
{
    public static bool NonTemporal => true;
}
