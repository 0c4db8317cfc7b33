using Microsoft.ML.Data;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>
/// Options of UnitNorm: <c>y = x / max(|x|, epsilon)</c> over each row of an example, with <c>|x| = sqrt(sum(x^2))</c>. There is no gamma and no
/// beta.
/// </summary>
public sealed record UnitNormOptions : RowNormOptions
{
    /// <summary>The defaults: <see cref="RowNormOptions.Epsilon"/>, the least length, is 1e-12 as in PyTorch.</summary>
    public UnitNormOptions() => Epsilon = NormCatalog.Get(Kind).DefaultEpsilon;

    /// <summary>
    /// How many trailing elements of an example are one row. Null for the last dimension of a vector of several, and for the whole of a flat one.
    /// </summary>
    public int? NormalizedSize { get; init; }

    internal override NormKind Kind => NormKind.UnitNorm;

    internal override void Check()
    {
        base.Check();
        TrailingShape.CheckOption(NormalizedSize);
        if (Precision == NormPrecision.Exact)
        {
            throw new ArgumentOutOfRangeException(nameof(Precision), Precision, "UnitNorm has no exact precision; accepted: Strict or Fast.");
        }

        if (Gamma is { Count: > 0 })
        {
            throw new ArgumentException("UnitNorm has no Gamma: its results have length 1. RMSNorm has one.", nameof(Gamma));
        }
    }

    internal override void CheckShape(string column, VectorDataViewType type) => TrailingShape.Resolve(column, type, NormalizedSize, Parameters);

    internal override RowNormalizer<T> CreateNormalizer<T>(string column, VectorDataViewType type)
    {
        int size = TrailingShape.Resolve(column, type, NormalizedSize, Parameters);
        bool whole = type.Size == 0 && TrailingShape.IsWhole(type, NormalizedSize);
        return (x, y) => UnitNorm.Normalize(x, TrailingShape.RowSize(column, x.Length, size, whole), y, Epsilon, Precision);
    }

    internal override SparseNormalizer<float>? CreateSparse(SparseNormalizer<float> inFull) =>
        NormalizedSize is null && Precision == NormPrecision.Strict
            ? new SparseRows(NormCatalog.Get(Kind).Divisor, Epsilon, [], unitOffset: false, inFull).Normalize : null;

    internal override OnnxNorm ToOnnx(string column, VectorDataViewType type) =>
        OnnxSegments.Rows(Kind, type.Size, TrailingShape.Resolve(column, type, NormalizedSize, Parameters), Numbers);

    internal override (int? Size, string Unit, string Also) Expected => (NormalizedSize, "element", "");

    internal override void Write(BinaryWriter writer) => writer.Write(NormalizedSize ?? 0);

    internal override RowNormParts Read(BinaryReader reader, RowNormParts parts) => parts with { Size = RowNormParts.ReadSize(reader) };

    private protected override RowNormOptions Shaped(RowNormParts parts) =>
        this with { NormalizedSize = parts.Size };
}
