using Microsoft.ML.Data;
using Norm.ML.Internals;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>
/// Options of InstanceNorm: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c> over the positions of each channel of an example.
/// </summary>
public sealed record InstanceNormOptions : RowNormOptions
{
    /// <summary>How many channels an example has. Null for the first dimension of a vector of several (the last, with channels last).</summary>
    public int? Channels { get; init; }

    /// <summary>Whether an example is <c>[channels, positions]</c> (default) or <c>[positions, channels]</c>.</summary>
    public NormLayout Layout { get; init; } = NormLayout.ChannelsFirst;

    /// <summary>Shift per channel, or null for 0.</summary>
    public IReadOnlyList<double>? Beta { get; init; }

    internal override NormKind Kind => NormKind.InstanceNorm;

    internal override IReadOnlyList<double>? Shift => Beta;

    internal override void Check()
    {
        base.Check();
        ChannelShape.CheckOptions(Channels, Layout);
    }

    internal override void CheckShape(string column, VectorDataViewType type)
    {
        int channels = ChannelShape.Resolve(column, type, Channels, Layout, Parameters);
        if (type.Size == channels)
        {
            throw ColumnTypes.Mismatch(column, type,
                $"a vector of at least 2 positions for each of its {channels} channels (the mean of one value is the value)");
        }
    }

    internal override RowNormalizer<T> CreateNormalizer<T>(string column, VectorDataViewType type)
    {
        int channels = ChannelShape.Resolve(column, type, Channels, Layout, Parameters);
        T[] gamma = Convert<T>(Gamma), beta = Convert<T>(Beta);
        return (x, y) => InstanceNorm.Normalize(
            x, channels, ChannelShape.Positions(column, type.Size > 0 ? type.Size : x.Length, channels), gamma, beta, y, Epsilon, Layout, Precision);
    }

    internal override OnnxNorm ToOnnx(string column, VectorDataViewType type)
    {
        int channels = ChannelShape.Resolve(column, type, Channels, Layout, Parameters);
        return OnnxSegments.Groups(Kind, type.Size, channels, channels, Layout, Numbers);
    }

    internal override (int? Size, string Unit, string Also) Expected => (Channels, "channel", "");

    internal override void Write(BinaryWriter writer)
    {
        writer.Write(Channels ?? 0);
        writer.Write((byte)Layout);
    }

    internal override RowNormParts Read(BinaryReader reader, RowNormParts parts) => parts with
    {
        Size = RowNormParts.ReadSize(reader),
        Layout = reader.ReadEnum<NormLayout>(),
    };

    private protected override RowNormOptions Shaped(RowNormParts parts) =>
        this with { Channels = parts.Size, Layout = parts.Layout, Beta = parts.Beta };
}
