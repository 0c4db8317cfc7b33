using Norm.ML.Internals.Persistence;

namespace Norm.ML.Internals.Rows;

/// <summary>What a norm whose statistics belong to the example is made of, whatever its kind. Each kind takes the parts that it has.</summary>
internal sealed record RowNormParts(double Epsilon, IReadOnlyList<double>? Gamma, IReadOnlyList<double>? Beta)
{
    public NormPrecision Precision { get; init; }

    /// <summary>The elements of a row, or the channels; null for any number.</summary>
    public int? Size { get; init; }

    public int Groups { get; init; } = 1;

    public NormLayout Layout { get; init; }

    /// <summary>RMSNorm's way of multiplying by <c>1 + gamma</c>.</summary>
    public bool UnitOffset { get; init; }

    /// <summary>Writes the parts of a saved transformer that every kind has.</summary>
    public static void Write(BinaryWriter writer, RowNormOptions options)
    {
        writer.Write(options.Epsilon);
        writer.Write((byte)options.Precision);
        writer.Write([.. options.Gamma ?? []]);
        writer.Write([.. options.Shift ?? []]);
    }

    public static RowNormParts Read(BinaryReader reader)
    {
        double epsilon = reader.ReadDouble();
        var precision = reader.ReadEnum<NormPrecision>();
        return new(epsilon, reader.ReadDoubles(), reader.ReadDoubles()) { Precision = precision };
    }

    /// <summary>A size as it is saved: 0 for null.</summary>
    public static int? ReadSize(BinaryReader reader) => reader.ReadInt32() is var size and not 0 ? size : null;
}
