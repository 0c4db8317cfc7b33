namespace Norm.ML.Internals.Groups;

/// <summary>
/// Memory for the rows of very many keys: pieces of few sizes, each about one and a half times the one before, cut from large arrays and used again.
/// A piece costs no object of its own.
/// </summary>
internal sealed class RowPool
{
    private const int SegmentBytes = 1 << 20, Unit = 8;

    private readonly List<byte[]> _segments = [];
    private readonly int[] _sizes;
    private readonly Stack<Piece>[] _free;
    private int _current = -1, _filled;

    /// <param name="least">The smallest piece, in bytes.</param>
    /// <param name="most">The largest piece, in bytes.</param>
    public RowPool(int least, int most)
    {
        List<int> sizes = [Rounded(least)];
        while (sizes[^1] < most)
        {
            sizes.Add((int)Math.Min(Rounded(most), Rounded(sizes[^1] + sizes[^1] / 2L)));
        }

        _sizes = [.. sizes];
        _free = [.. sizes.Select(_ => new Stack<Piece>())];
    }

    /// <summary>Where a piece lies.</summary>
    public readonly record struct Piece(int Segment, int Offset);

    /// <summary>The bytes of all arrays.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of the smallest size that has room for so many bytes.</summary>
    public int SizeFor(int bytes)
    {
        int size = Array.BinarySearch(_sizes, bytes);
        return size < 0 ? ~size : size;
    }

    public Piece Rent(int size)
    {
        if (_free[size].TryPop(out Piece used))
        {
            return used;
        }

        int bytes = _sizes[size];
        if (bytes >= SegmentBytes)
        {
            return new(Add(bytes), 0);
        }

        if (_current < 0 || SegmentBytes - _filled < bytes)
        {
            (_current, _filled) = (Add(SegmentBytes), 0);
        }

        _filled += bytes;
        return new(_current, _filled - bytes);
    }

    public void Return(int size, Piece piece) => _free[size].Push(piece);

    public Span<byte> Span(int size, Piece piece) => _segments[piece.Segment].AsSpan(piece.Offset, _sizes[size]);

    private int Add(int bytes)
    {
        _segments.Add(GC.AllocateUninitializedArray<byte>(bytes));
        Bytes += bytes;
        return _segments.Count - 1;
    }

    private static int Rounded(long bytes) => checked((int)((bytes + Unit - 1) / Unit * Unit));
}
