using Norm.ML.Internals.Persistence;

namespace Norm.ML.Internals.Rows;

/// <summary>The part of a saved transformer's options that every kind has.</summary>
internal readonly record struct CommonRowOptions(double Epsilon, NormPrecision Precision, double[] Gamma, double[] Beta)
{
    public static void Write(BinaryWriter writer, RowNormOptions options)
    {
        writer.Write(options.Epsilon);
        writer.Write((byte)options.Precision);
        writer.Write([.. options.Gamma ?? []]);
        writer.Write([.. options.Shift ?? []]);
    }

    public static CommonRowOptions Read(BinaryReader reader) =>
        new(reader.ReadDouble(), reader.ReadEnum<NormPrecision>(), reader.ReadDoubles(), reader.ReadDoubles());
}
