using Microsoft.ML.Data;
using Norm.ML.Internals;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>
/// Options of GroupNorm: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c> over each group of channels of an example.
/// </summary>
public sealed record GroupNormOptions : RowNormOptions
{
    /// <summary>How many groups the channels are cut into; divides their number.</summary>
    public required int Groups { get; init; }

    /// <summary>How many channels an example has. Null for the first dimension of a vector of several (the last, with channels last).</summary>
    public int? Channels { get; init; }

    /// <summary>Whether an example is <c>[channels, positions]</c> (default) or <c>[positions, channels]</c>.</summary>
    public NormLayout Layout { get; init; } = NormLayout.ChannelsFirst;

    /// <summary>Shift per channel, or null for 0.</summary>
    public IReadOnlyList<double>? Beta { get; init; }

    internal override NormKind Kind => NormKind.GroupNorm;

    internal override IReadOnlyList<double>? Shift => Beta;

    internal override void Check()
    {
        base.Check();
        ChannelShape.CheckOptions(Channels, Layout);
        if (Groups <= 0 || Channels % Groups is > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Groups), Groups,
                $"Groups is {Groups}; accepted: a positive number that divides the channels{(Channels is { } all ? $", {all}" : "")}.");
        }
    }

    internal override void CheckShape(string column, VectorDataViewType type) => Resolve(column, type);

    internal override RowNormalizer<T> CreateNormalizer<T>(string column, VectorDataViewType type)
    {
        int channels = Resolve(column, type);
        T[] gamma = Convert<T>(Gamma), beta = Convert<T>(Beta);
        return (x, y) => GroupNorm.Normalize(
            x, Groups, channels, ChannelShape.Positions(column, type.Size > 0 ? type.Size : x.Length, channels), gamma, beta, y, Epsilon, Layout,
            Precision);
    }

    internal override OnnxNorm ToOnnx(string column, VectorDataViewType type) =>
        OnnxSegments.Groups(Kind, type.Size, Groups, Resolve(column, type), Layout, Numbers);

    private int Resolve(string column, VectorDataViewType type)
    {
        int channels = ChannelShape.Resolve(column, type, Channels, Layout, Parameters);
        return channels % Groups == 0 ? channels : throw ColumnTypes.Mismatch(column, type, $"channels that {Groups} groups divide, not {channels}");
    }

    internal override (int? Size, string Unit, string Also) Expected =>
        (Channels, "channel", $" in {Groups} group{(Groups == 1 ? "" : "s")}");

    internal override void Write(BinaryWriter writer)
    {
        writer.Write(Groups);
        writer.Write(Channels ?? 0);
        writer.Write((byte)Layout);
    }

    internal override RowNormParts Read(BinaryReader reader, RowNormParts parts) => parts with
    {
        Groups = reader.ReadInt32(),
        Size = RowNormParts.ReadSize(reader),
        Layout = reader.ReadEnum<NormLayout>(),
    };

    private protected override RowNormOptions Shaped(RowNormParts parts) =>
        this with { Groups = parts.Groups, Channels = parts.Size, Layout = parts.Layout, Beta = parts.Beta };
}
