using Microsoft.ML;

namespace Norm.ML.Internals.Persistence;

/// <summary>BatchNorm's options in a model file: all that transforming, updating and merging need.</summary>
internal static class BatchNormOptionsFormat
{
    /// <summary>The version with <see cref="BatchNormOptions.Center"/> and <see cref="BatchNormOptions.DropLast"/>.</summary>
    private const uint WithCenter = 0x00010002;

    /// <summary>The version with <see cref="BatchNormOptions.GroupColumnName"/>, and statistics per key in place of one set.</summary>
    public const uint Latest = 0x00010003;

    private const uint First = 0x00010001;

    /// <summary>
    /// The version that options are written in: the first one that says them all, so that earlier versions of Norm.ML read what they can.
    /// </summary>
    public static uint VersionFor(BatchNormOptions options) => options.GroupColumnName is not null ? Latest
        : options is { Center: true, DropLast: false } ? First : WithCenter;

    /// <summary>The header of a part with options, for writing them or, without any, for reading.</summary>
    public static VersionInfo Header(string modelSignature, string loaderSignature, BatchNormOptions? options)
    {
        uint version = options is null ? Latest : VersionFor(options);
        return new VersionInfo(
            modelSignature, verWrittenCur: version, verReadableCur: version, verWeCanReadBack: First,
            loaderAssemblyName: typeof(BatchNormOptionsFormat).Assembly.FullName, loaderSignature: loaderSignature);
    }

    public static void Write(BinaryWriter writer, BatchNormOptions options)
    {
        writer.Write(options.Epsilon);
        writer.Write((byte)options.Constant);
        writer.Write(options.Correction);
        writer.Write((byte)options.NonFinite);
        writer.Write(options.MaximumExampleCount ?? 0);
        writer.Write(options.ExampleWeightColumnName ?? "");
        writer.Write(options.BatchSize ?? 0);
        writer.Write(options.Channels ?? 0);
        writer.Write((byte)options.Layout);
        writer.Write([.. options.Gamma ?? []]);
        writer.Write([.. options.Beta ?? []]);
        if (VersionFor(options) == First)
        {
            return;
        }

        writer.Write(options.Center);
        writer.Write(options.DropLast);
        if (options.GroupColumnName is { } group)
        {
            writer.Write(group);
            writer.Write((byte)options.UnseenKeys);
            writer.Write(options.MaximumGroups);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote in some version; the momentum rule is with the exponential statistics.</summary>
    public static BatchNormOptions Read(BinaryReader reader, uint version)
    {
        var options = new BatchNormOptions
        {
            Epsilon = reader.ReadDouble(),
            Constant = reader.ReadEnum<ConstantChannels>(),
            Correction = reader.ReadDouble(),
            NonFinite = reader.ReadEnum<NonFinitePolicy>(),
            MaximumExampleCount = reader.ReadInt64() is var rows and not 0 ? rows : null,
            ExampleWeightColumnName = reader.ReadText() is { Length: > 0 } weight ? weight : null,
            BatchSize = reader.ReadInt32() is var batch and not 0 ? batch : null,
            Channels = reader.ReadInt32() is var channels and not 0 ? channels : null,
            Layout = reader.ReadEnum<NormLayout>(),
            Gamma = reader.ReadDoubles(),
            Beta = reader.ReadDoubles(),
        };
        if (version > First)
        {
            options = options with { Center = reader.ReadBoolean(), DropLast = reader.ReadBoolean() };
        }

        if (version > WithCenter)
        {
            options = options with
            {
                GroupColumnName = reader.ReadText(),
                UnseenKeys = reader.ReadEnum<UnseenKeys>(),
                MaximumGroups = reader.ReadInt32(),
            };
        }

        options.Check();
        return options;
    }
}
