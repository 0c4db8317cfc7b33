using System.Buffers;

namespace Norm.ML.Internals.Memory;

/// <summary>Pooled memory for one call. After the first calls it allocates nothing.</summary>
internal readonly ref struct Scratch<T> : IDisposable where T : unmanaged
{
    private readonly T[] _rented;

    public Scratch(int length)
    {
        _rented = ArrayPool<T>.Shared.Rent(length);
        Span = _rented.AsSpan(0, length);
    }

    public Span<T> Span { get; }

    public void Dispose() => ArrayPool<T>.Shared.Return(_rented);
}
