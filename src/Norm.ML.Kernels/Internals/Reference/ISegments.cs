namespace Norm.ML.Internals.Reference;

/// <summary>Maps the elements of each segment to memory. This is the only difference between the reference versions of the five norms.</summary>
internal interface ISegments
{
    /// <summary>The number of segments.</summary>
    int Count { get; }

    /// <summary>The number of elements that share statistics.</summary>
    int Length { get; }

    /// <summary>The position in memory of one element of a segment.</summary>
    int Offset(int segment, int i);

    /// <summary>The index into gamma and beta of one element of a segment.</summary>
    int Affine(int segment, int i);
}

/// <summary>LayerNorm and RMSNorm: rows, affine per element.</summary>
internal readonly struct RowSegments(int count, int length) : ISegments
{
    public int Count => count;
    public int Length => length;
    public int Offset(int segment, int i) => segment * length + i;
    public int Affine(int segment, int i) => i;
}

/// <summary>GroupNorm and InstanceNorm: channels of a group within an example, affine per channel.</summary>
internal readonly struct GroupSegments(int examples, int groups, int channels, int spatial, NormLayout layout) : ISegments
{
    private readonly int _each = channels / groups;

    public int Count => examples * groups;
    public int Length => _each * spatial;

    public int Offset(int segment, int i) => layout == NormLayout.ChannelsFirst
        ? segment * Length + i
        : (segment / groups * spatial + i / _each) * channels + segment % groups * _each + i % _each;

    public int Affine(int segment, int i) => segment % groups * _each + (layout == NormLayout.ChannelsFirst ? i / spatial : i % _each);
}

/// <summary>BatchNorm while training: a channel over all examples, affine per channel.</summary>
internal readonly struct ChannelSegments(int examples, int channels, int spatial, NormLayout layout) : ISegments
{
    public int Count => channels;
    public int Length => examples * spatial;

    public int Offset(int segment, int i) => layout == NormLayout.ChannelsFirst
        ? (i / spatial * channels + segment) * spatial + i % spatial
        : i * channels + segment;

    public int Affine(int segment, int i) => segment;
}

/// <summary>A single segment of a map.</summary>
internal readonly struct OneSegment<TSegments>(TSegments map, int segment) : ISegments where TSegments : ISegments
{
    public int Count => 1;
    public int Length => map.Length;
    public int Offset(int _, int i) => map.Offset(segment, i);
    public int Affine(int _, int i) => map.Affine(segment, i);
}
