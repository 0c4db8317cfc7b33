using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>A single segment of a map, for those that are computed by definition, alone.</summary>
internal readonly struct OneSegment<TSegments>(TSegments map, int segment) : ISegments where TSegments : ISegments
{
    public int Count => 1;
    public int Length => map.Length;
    public int Offset(int _, int i) => map.Offset(segment, i);
    public int Affine(int _, int i) => map.Affine(segment, i);
}
