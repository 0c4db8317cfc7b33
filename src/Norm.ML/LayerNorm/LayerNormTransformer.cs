using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML;
using Norm.ML.Internals;

[assembly: LoadableClass("Normalizes each example over its own elements.", typeof(LayerNormTransformer), null, typeof(SignatureLoadModel),
    "Layer normalization", LayerNormTransformer.LoaderSignature)]

namespace Norm.ML;

/// <summary>Normalizes each example over its own elements; made by <see cref="LayerNormEstimator"/>, which has the formula.</summary>
public sealed class LayerNormTransformer : NormTransformer
{
    internal const string LoaderSignature = "NormLayerNorm";
    internal const string Accepts = "a vector of " + ColumnTypes.AcceptedItems;

    readonly LayerNormOptions _options;
    readonly double[] _gamma;
    readonly double[] _beta;

    internal LayerNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, LayerNormOptions options)
        : base(environment, columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epsilon);
        if (!double.IsFinite(options.Epsilon))
            throw new ArgumentOutOfRangeException(nameof(options), $"Epsilon is {options.Epsilon}; accepted: a finite number that is not negative.");

        _options = options;
        _gamma = [.. options.Gamma ?? []];
        _beta = [.. options.Beta ?? []];
        if (_gamma.Length > 0 && _beta.Length > 0 && _gamma.Length != _beta.Length)
            throw new ArgumentException($"Gamma has {_gamma.Length} elements and Beta {_beta.Length}; both have one per element of an example.", nameof(options));
    }

    static VersionInfo Version => new(
        modelSignature: "NORMLAYR",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(LayerNormTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);

    /// <summary>Added to each example's variance under the square root.</summary>
    public double Epsilon => _options.Epsilon;

    /// <summary>Whether results are within one unit of rounding or as fast as can be.</summary>
    public NormPrecision Precision => _options.Precision;

    /// <summary>Scale per element of an example; empty means 1.</summary>
    public IReadOnlyList<double> Gamma => _gamma;

    /// <summary>Shift per element of an example; empty means 0.</summary>
    public IReadOnlyList<double> Beta => _beta;

    internal override DataViewType CheckInput(int column, DataViewType input)
    {
        string name = Columns[column].InputColumnName;
        if (input is not VectorDataViewType vector || !ColumnTypes.IsNumber(vector.ItemType))
            throw ColumnTypes.Mismatch(name, input, Accepts);

        int parameters = Math.Max(_gamma.Length, _beta.Length);
        if (parameters > 0 && vector.Size != parameters)
            throw ColumnTypes.Mismatch(name, input, $"a vector of {parameters} elements, as many as gamma and beta have");

        return ColumnTypes.OutputOf(input);
    }

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
    {
        T[] gamma = Array.ConvertAll(_gamma, T.CreateChecked), beta = Array.ConvertAll(_beta, T.CreateChecked);
        double epsilon = Epsilon;
        NormPrecision precision = Precision;
        return example =>
        {
            if (!example.IsEmpty)
                LayerNorm.Normalize<T>(example, example.Length, gamma, beta, example, epsilon, precision);
        };
    }

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version, writer =>
    {
        writer.Write(Columns);
        writer.Write(Epsilon);
        writer.Write((byte)Precision);
        writer.Write(_gamma);
        writer.Write(_beta);
    });

    // Found by ML.NET's loader through the attribute above.
    static LayerNormTransformer Create(IHostEnvironment environment, ModelLoadContext context) => ModelPayload.Load(context, Version, "LayerNorm", reader =>
        new LayerNormTransformer(environment, reader.ReadColumns(), new LayerNormOptions
        {
            Epsilon = reader.ReadDouble(),
            Precision = reader.ReadEnum<NormPrecision>(),
            Gamma = reader.ReadDoubles(),
            Beta = reader.ReadDoubles(),
        }));
}
