using System.Runtime.InteropServices;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>Floats outside the garbage-collected heap, on a page boundary, at an address that native code may keep.</summary>
internal sealed unsafe class AlignedFloats : IDisposable
{
    private readonly float* _pointer;

    public AlignedFloats(long length)
    {
        Length = checked((int)length);
        _pointer = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 4096);
        Span.Clear();
    }

    public int Length { get; }

    public nint Address => (nint)_pointer;

    public Span<float> Span => new(_pointer, Length);

    public void Dispose() => NativeMemory.AlignedFree(_pointer);
}
