namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>
/// Which elements share statistics and which gamma belongs to each, as plain lists of positions: the definition of a norm's shape, written
/// out without any of the index arithmetic of the kernels.
/// </summary>
internal sealed class Geometry
{
    private Geometry(int[][] segments, int[] affine, int affines)
    {
        Segments = segments;
        Affine = affine;
        Affines = affines;
    }

    /// <summary>The positions of each segment's elements, in order.</summary>
    public int[][] Segments { get; }

    /// <summary>The index into gamma and beta of each position.</summary>
    public int[] Affine { get; }

    /// <summary>The length of gamma and beta.</summary>
    public int Affines { get; }

    public int Length => Affine.Length;

    public static Geometry Rows(int rows, int size) => Walk(rows * size, rows, size, position => (position / size, position % size));

    /// <summary>Groups of channels within an example.</summary>
    public static Geometry Groups(int examples, int groups, int channels, int spatial, NormLayout layout) =>
        Walk(examples * channels * spatial, examples * groups, channels, position =>
        {
            (int example, int channel) = Locate(position, channels, spatial, layout);
            return (example * groups + channel / (channels / groups), channel);
        });

    /// <summary>Channels across all examples.</summary>
    public static Geometry Channels(int examples, int channels, int spatial, NormLayout layout) =>
        Walk(examples * channels * spatial, channels, channels, position =>
        {
            (_, int channel) = Locate(position, channels, spatial, layout);
            return (channel, channel);
        });

    private static (int Example, int Channel) Locate(int position, int channels, int spatial, NormLayout layout) =>
        layout == NormLayout.ChannelsFirst
            ? (position / spatial / channels, position / spatial % channels)
            : (position / channels / spatial, position % channels);

    private static Geometry Walk(int length, int count, int affines, Func<int, (int Segment, int Affine)> place)
    {
        var segments = new List<int>[count];
        for (int i = 0; i < count; i++)
        {
            segments[i] = [];
        }

        int[] affine = new int[length];
        for (int position = 0; position < length; position++)
        {
            (int segment, affine[position]) = place(position);
            segments[segment].Add(position);
        }
        return new Geometry([.. segments.Select(s => s.ToArray())], affine, affines);
    }
}
