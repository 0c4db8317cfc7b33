using Microsoft.ML.Data;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>Options of RMSNorm: <c>y = x / sqrt(mean(x^2) + epsilon) * gamma</c> over each row of an example.</summary>
public sealed record RmsNormOptions : RowNormOptions
{
    /// <summary>
    /// How many trailing elements of an example are one row. Null for the last dimension of a vector of several, and for the whole of a flat one.
    /// </summary>
    public int? NormalizedSize { get; init; }

    /// <summary>Multiply by <c>1 + gamma</c> instead of gamma, as Gemma's weights ask for. Goes with gamma; without it, it is refused.</summary>
    public bool UnitOffset { get; init; }

    internal override NormKind Kind => NormKind.RmsNorm;

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
        T[] gamma = Convert<T>(Gamma);
        return (x, y) => RmsNorm.Normalize(x, TrailingShape.RowSize(column, x.Length, size, whole), gamma, y, Epsilon, Precision, UnitOffset);
    }

    internal override SparseNormalizer<float>? CreateSparse(SparseNormalizer<float> inFull) =>
        NormalizedSize is null && Precision == NormPrecision.Strict
            ? new SparseRows(NormCatalog.Get(Kind).Divisor, Epsilon, Convert<float>(Gamma), UnitOffset, inFull).Normalize : null;

    internal override OnnxNorm ToOnnx(string column, VectorDataViewType type) =>
        OnnxSegments.Rows(Kind, type.Size, TrailingShape.Resolve(column, type, NormalizedSize, Parameters), Numbers with { UnitOffset = UnitOffset });

    internal override (int? Size, string Unit, string Also) Expected => (NormalizedSize, "element", "");

    internal override void Write(BinaryWriter writer)
    {
        writer.Write(NormalizedSize ?? 0);
        writer.Write(UnitOffset);
    }

    internal override RowNormParts Read(BinaryReader reader, RowNormParts parts) => parts with
    {
        Size = RowNormParts.ReadSize(reader),
        UnitOffset = reader.ReadBoolean(),
    };

    private protected override RowNormOptions Shaped(RowNormParts parts) =>
        this with { NormalizedSize = parts.Size, UnitOffset = parts.UnitOffset };
}
