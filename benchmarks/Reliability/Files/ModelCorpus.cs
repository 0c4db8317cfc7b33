using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Norm.ML.Reliability.Files;

/// <summary>Model files as users have them.</summary>
internal sealed class ModelCorpus
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public ModelCorpus() => _data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row
    {
        Features = [i, i * i, 1f / (i + 1), 7],
        Age = i,
        City = i % 3 == 0 ? "Bern" : "Köln",
        Label = i % 2 == 0,
    }).ToArray());

    public IEnumerable<byte[]> Files()
    {
        TransformsCatalog transforms = _ml.Transforms;
        yield return Save(transforms.BatchNorm("Features"));
        yield return Save(transforms.BatchNorm("Features", options: new() { Center = false, Gamma = [1, 2, 3, 4], Beta = [0, 1, 0, 1] }));
        yield return Save(transforms.BatchNorm("Features", groupColumnName: "City"));
        yield return Save(transforms.LayerNorm("Features"));
        yield return Save(transforms.GroupNorm("Features", null, new GroupNormOptions { Groups = 2, Channels = 2 }));
        yield return Save(transforms.Kernel<KernelByHand, float>("Features", null, new() { Gamma = [1, 2, 3, 4], Beta = [0, 0, 1, 1] }));
        yield return Save(transforms.Concatenate("All", "Features", "Age").Append(transforms.BatchNorm("All"))
            .Append(transforms.RmsNorm("Rows", "All")));
        yield return Save(transforms.Conversion.MapValueToKey("Key", "City").Append(transforms.Conversion.MapKeyToVector("Hot", "Key"))
            .Append(transforms.UnitNorm("Hot")));
        yield return Save(transforms.NormalizeMeanVariance("Features").Append(transforms.ReplaceMissingValues("Features"))
            .Append(transforms.InstanceNorm("Features", options: new() { Channels = 2 })));
        yield return Save(transforms.Concatenate("All", "Features", "Age").Append(transforms.BatchNorm("All"))
            .Append(_ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = "Label",
                FeatureColumnName = "All",
                MaximumNumberOfIterations = 2,
                NumberOfThreads = 1,
            })));
        BatchNormTransformer norm = transforms.BatchNorm("Out", "Features").Fit(_data);
        yield return Save(norm.Append(norm.Inverse()));
    }

    /// <summary>Loads a model as users do; applies it where its values will be compared.</summary>
    public ulong Read(byte[] bytes, string folder, bool compare)
    {
        ITransformer model = _ml.Model.LoadChecked(new MemoryStream(bytes), out DataViewSchema? _, name: FileFormat.FileName);
        var digest = new Digest();
        if (!compare)
        {
            return digest.Value;
        }

        IDataView result = model.Transform(_data);
        foreach (DataViewSchema.Column column in result.Schema)
        {
            if (!column.IsHidden && column.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var type } } && type == typeof(float))
            {
                digest.Add(column.Name);
                foreach (float[] row in result.GetColumn<float[]>(column))
                {
                    digest.Add(row);
                }
            }
        }

        return digest.Value;
    }

    private byte[] Save(IEstimator<ITransformer> estimator) => Save(estimator.Fit(_data));

    private byte[] Save(ITransformer model)
    {
        using var file = new MemoryStream();
        _ml.Model.Save(model, _data.Schema, file);
        return ZipParts.WithoutTime(file.ToArray());
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float Age { get; set; }

        public string City { get; set; } = "";

        public bool Label { get; set; }
    }
}

/// <summary>A kernel as the generator writes them, which a model names.</summary>
internal readonly struct KernelByHand : INormKernel<float>
{
    public static NormKind Kind => NormKind.LayerNorm;

    public static int ExampleLength => 4;

    public static int GammaLength => 4;

    public static int BetaLength => 4;

    public static double Epsilon => 1e-5;

    public static NormPrecision Precision => NormPrecision.Strict;

    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination) =>
        LayerNorm.Normalize(x, 4, gamma, beta, destination);
}
