using Microsoft.ML.Data;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>Options of LayerNorm: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c> over each row of an example.</summary>
public sealed record LayerNormOptions : RowNormOptions
{
    /// <summary>
    /// How many trailing elements of an example are one row. Null for the last dimension of a vector of several, and for the whole of a flat one.
    /// </summary>
    public int? NormalizedSize { get; init; }

    /// <summary>Shift per element of a row, or null for 0.</summary>
    public IReadOnlyList<double>? Beta { get; init; }

    internal override NormKind Kind => NormKind.LayerNorm;

    internal override IReadOnlyList<double>? Shift => Beta;

    internal override void Check()
    {
        base.Check();
        TrailingShape.CheckOption(NormalizedSize);
    }

    internal override void CheckShape(string column, VectorDataViewType type) => TrailingShape.Resolve(column, type, NormalizedSize, Parameters);

    internal override RowNormalizer<T> CreateNormalizer<T>(string column, VectorDataViewType type)
    {
        int size = TrailingShape.Resolve(column, type, NormalizedSize, Parameters);
        bool whole = type.Size == 0 && TrailingShape.IsWhole(type, NormalizedSize);
        T[] gamma = Convert<T>(Gamma), beta = Convert<T>(Beta);
        return (x, y) => LayerNorm.Normalize(x, TrailingShape.RowSize(column, x.Length, size, whole), gamma, beta, y, Epsilon, Precision);
    }

    internal override OnnxNorm ToOnnx(string column, VectorDataViewType type) =>
        OnnxSegments.Rows(Kind, type.Size, TrailingShape.Resolve(column, type, NormalizedSize, Parameters), Numbers);

    internal override (int? Size, string Unit, string Also) Expected => (NormalizedSize, "element", "");

    internal override void Write(BinaryWriter writer) => writer.Write(NormalizedSize ?? 0);

    internal override RowNormParts Read(BinaryReader reader, RowNormParts parts) => parts with { Size = RowNormParts.ReadSize(reader) };

    private protected override RowNormOptions Shaped(RowNormParts parts) =>
        this with { NormalizedSize = parts.Size, Beta = parts.Beta };
}
