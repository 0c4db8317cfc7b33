namespace Norm.ML.Benchmarks.Contenders;

/// <summary>
/// Floats of an ordinary array, at the addresses that arrays have: a multiple of 8 bytes, and hardly ever the start of a cache line. The array is
/// pinned, because native code keeps the address.
/// </summary>
internal sealed unsafe class ArrayFloats
{
    private const int Line = 64;

    private readonly float[] _array;
    private readonly int _first;

    /// <param name="length">The number of floats, all 0.</param>
    /// <param name="offset">Where in a cache line of 64 bytes the first one lies: a multiple of 8.</param>
    public ArrayFloats(long length, int offset)
    {
        Length = checked((int)length);
        _array = GC.AllocateArray<float>(checked(Length + Line / sizeof(float)), pinned: true);
        fixed (float* start = _array)
        {
            _first = (int)((offset - (nint)start) & (Line - 1)) / sizeof(float);
            Address = (nint)(start + _first);
        }
    }

    public int Length { get; }

    public nint Address { get; }

    public Span<float> Span => _array.AsSpan(_first, Length);
}
