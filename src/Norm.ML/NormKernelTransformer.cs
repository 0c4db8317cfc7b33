using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;
using Norm.ML.Internals.Inspection;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>A generated kernel as a transformer; made by <see cref="NormKernelEstimator{TKernel, T}"/>.</summary>
/// <typeparam name="TKernel">The generated kernel.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
public sealed class NormKernelTransformer<TKernel, T> : NormTransformer, INormKernelTransformer
    where TKernel : struct, INormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _gamma;
    private readonly T[] _beta;

    internal NormKernelTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, NormKernelOptions options)
        : base(environment, columns)
    {
        Gamma = options.Gamma ?? [];
        Beta = options.Beta ?? [];
        _gamma = Convert(Gamma, TKernel.GammaLength, nameof(NormKernelOptions.Gamma));
        _beta = Convert(Beta, TKernel.BetaLength, nameof(NormKernelOptions.Beta));
    }

    /// <summary>Scale, as many elements as the kernel's gamma has; empty means 1.</summary>
    public IReadOnlyList<double> Gamma { get; }

    /// <summary>Shift, as many elements as the kernel's beta has; empty means 0.</summary>
    public IReadOnlyList<double> Beta { get; }

    Type INormKernelTransformer.KernelType => typeof(TKernel);

    KernelFacts INormKernelTransformer.Facts => KernelFacts.Of<TKernel>();

    string INormKernelTransformer.Accepts => Accepts;

    internal string Accepts => $"a vector of {TKernel.ExampleLength} elements of {(!TakesIntegers ? typeof(T).Name : "Single or an integer type")}";

    // Integers are normalized in double by the library's norm, which has to be known.
    private static bool TakesIntegers => typeof(T) == typeof(float) && KernelOptions.Of<TKernel>([], []) is not null;

    internal bool Takes(DataViewType item) =>
        ColumnTypes.IsNumber(item) && (item.RawType == typeof(T) || (ColumnTypes.OutputItem(item).RawType == typeof(T) && TakesIntegers));

    internal override bool SpreadsMissing => true;

    internal override DataViewType CheckInput(int column, DataViewType input) =>
        input is VectorDataViewType vector && vector.Size == TKernel.ExampleLength && Takes(vector.ItemType)
            ? ColumnTypes.OutputOf(input)
            : throw ColumnTypes.Mismatch(Columns[column].InputColumnName, input, $"{Accepts}, for which {typeof(TKernel).Name} was generated");

    internal override RowNormalizer<TElement> CreateNormalizer<TElement>(int column, DataViewType input)
    {
        if (typeof(TElement) != typeof(T))
        {
            return KernelOptions.Of<TKernel>(Gamma, Beta)!.CreateNormalizer<TElement>(Columns[column].InputColumnName, (VectorDataViewType)input);
        }

        RowNormalizer<T> normalize = (x, y) => TKernel.Normalize(x, _gamma, _beta, y);
        return (RowNormalizer<TElement>)(Delegate)normalize;
    }

    internal override SparseNormalizer<TElement>? CreateSparseNormalizer<TElement>(int column, DataViewType input) =>
        NormCatalog.Get(TKernel.Kind).KeepsZeros && Gamma.All(double.IsFinite)
        ? new ScatteredRow<TElement>(CreateNormalizer<TElement>(column, input)).Normalize : null;

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => OnnxKernel.Describe<TKernel>(Gamma, Beta);

    private protected override void Save(ModelSaveContext context) => NormKernelLoader.Save(context, typeof(TKernel), typeof(T), this, Gamma, Beta);

    private static T[] Convert(IReadOnlyList<double> values, int length, string name) =>
        values.Count == 0 || values.Count == length
            ? [.. values.Select(T.CreateChecked)]
            : throw new ArgumentException($"{name} has {values.Count} elements; {typeof(TKernel).Name} takes {length}.", "options");
}
