using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML;
using Norm.ML.Internals;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

[assembly: LoadableClass("Normalizes each example with statistics of its own.", typeof(RowNormTransformer), null, typeof(SignatureLoadModel),
    "Row normalization", RowNormTransformer.LoaderSignature)]

namespace Norm.ML;

/// <summary>A norm whose statistics belong to the example (every one but BatchNorm) as a transformer; made by a <see
/// cref="RowNormEstimator"/>.</summary>
public sealed class RowNormTransformer : NormTransformer
{
    internal const string LoaderSignature = "NormRowNorm";
    internal const string Accepts = "a vector of " + ColumnTypes.AcceptedItems;

    internal RowNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, RowNormOptions options)
        : base(environment, columns)
    {
        options.Check();
        Options = options;
    }

    private static VersionInfo Version => new(
        modelSignature: "NORMROWS",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(RowNormTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);

    /// <summary>Which of the norms this is.</summary>
    public NormKind Kind => Options.Kind;

    /// <summary>What the norm was made with, gamma and beta included.</summary>
    public RowNormOptions Options { get; }

    internal override bool SpreadsMissing => true;

    internal override DataViewType CheckInput(int column, DataViewType input)
    {
        string name = Columns[column].InputColumnName;
        if (input is not VectorDataViewType vector || !ColumnTypes.IsNumber(vector.ItemType))
        {
            throw ColumnTypes.Mismatch(name, input, Accepts);
        }

        Options.CheckShape(name, vector);
        return ColumnTypes.OutputOf(input);
    }

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
    {
        var type = (VectorDataViewType)input;
        RowNormalizer<T> normalize = Options.CreateNormalizer<T>(Columns[column].InputColumnName, type);
        return type.Size > 0 ? normalize : (x, y) =>
        {
            // A row of variable size may be empty.
            if (!x.IsEmpty)
            {
                normalize(x, y);
            }
        };
    }

    internal override SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input)
    {
        if (!Options.KeepsZeros)
        {
            return null;
        }

        SparseNormalizer<T> inFull = new ScatteredRow<T>(CreateNormalizer<T>(column, input)).Normalize;
        return typeof(T) == typeof(float) && input is VectorDataViewType { Dimensions.Length: <= 1 }
            && Options.CreateSparse((SparseNormalizer<float>)(Delegate)inFull) is { } fromValues
            ? (SparseNormalizer<T>)(Delegate)fromValues : inFull;
    }

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => Options.ToOnnx(Columns[column].InputColumnName, (VectorDataViewType)input);

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version, writer =>
    {
        writer.Write((byte)Kind);
        writer.Write(Columns);
        RowNormParts.Write(writer, Options);
        Options.Write(writer);
    });

    // Found by ML.NET's loader through the attribute above.
    private static RowNormTransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        ModelPayload.Load(context, Version, "a row norm", reader =>
    {
        var kind = reader.ReadEnum<NormKind>();
        InputOutputColumnPair[] columns = reader.ReadColumns();
        var parts = RowNormParts.Read(reader);
        RowNormOptions norm = RowNormOptions.Of(kind) ?? throw new InvalidDataException($"{kind} is not a row norm");
        return new RowNormTransformer(environment, columns, norm.With(norm.Read(reader, parts)));
    });
}
