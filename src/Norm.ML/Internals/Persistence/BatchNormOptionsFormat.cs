namespace Norm.ML.Internals;

/// <summary>BatchNorm's options in a model file: all that transforming, updating and merging need.</summary>
static class BatchNormOptionsFormat
{
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
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the momentum rule is with the exponential statistics.</summary>
    public static BatchNormOptions Read(BinaryReader reader)
    {
        var options = new BatchNormOptions
        {
            Epsilon = reader.ReadDouble(),
            Constant = reader.ReadEnum<ConstantChannels>(),
            Correction = reader.ReadDouble(),
            NonFinite = reader.ReadEnum<NonFinitePolicy>(),
            MaximumExampleCount = reader.ReadInt64() is var rows and not 0 ? rows : null,
            ExampleWeightColumnName = reader.ReadString() is { Length: > 0 } weight ? weight : null,
            BatchSize = reader.ReadInt32() is var batch and not 0 ? batch : null,
            Channels = reader.ReadInt32() is var channels and not 0 ? channels : null,
            Layout = reader.ReadEnum<NormLayout>(),
            Gamma = reader.ReadDoubles(),
            Beta = reader.ReadDoubles(),
        };
        options.Check();
        return options;
    }
}
