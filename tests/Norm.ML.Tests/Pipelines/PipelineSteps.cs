using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Tests.Pipelines;

/// <summary>What a step finds at its place.</summary>
internal sealed class StepPlace(MLContext context, DataViewSchema schema, PipelineStep step, int number)
{
    public TransformsCatalog Transforms => context.Transforms;

    public MLContext Context => context;

    /// <summary>For the options of the step.</summary>
    public Random Random { get; } = new(step.Seed);

    /// <summary>One of the columns that a step takes; null if there is none.</summary>
    public DataViewSchema.Column? Find(Func<DataViewType, bool> takes)
    {
        DataViewSchema.Column[] fit = FindAll(takes);
        return fit.Length == 0 ? null : fit[step.Column % fit.Length];
    }

    /// <summary>All columns that a step takes.</summary>
    public DataViewSchema.Column[] FindAll(Func<DataViewType, bool> takes) =>
        [.. schema.Where(column => !column.IsHidden && column.Name != "Weight" && takes(column.Type))];

    /// <summary>What a result is called.</summary>
    public string NameFor(DataViewSchema.Column column) => step.InPlace ? column.Name : $"Y{number}";

    /// <summary>Sometimes numbers, sometimes none.</summary>
    public double[]? Parameters(int count) => Random.Next(2) == 0 ? null : [.. Enumerable.Range(0, count).Select(_ => Random.Next(-4, 5) / 3.0)];
}

/// <summary>The steps of pipelines: every norm, and transforms of ML.NET's own. A step is null if no column suits it.</summary>
internal static class PipelineSteps
{
    public static IReadOnlyList<Func<StepPlace, IEstimator<ITransformer>?>> All { get; } =
    [
        BatchNorm, BatchNorm, LayerNorm, RmsNorm, UnitNorm, GroupNorm, InstanceNorm, GeneratedSingle, GeneratedDouble, GeneratedBatchNorm,
        BatchNormPerKey, MiniBatches, TwoColumns, Inverse, Nested, Concatenate, CopyColumns, Normalizers, Convert, Replace, MapToKey, Select,
    ];

    /// <summary>Whether values and bits of a step are ML.NET's: its sums are not the same over sparse rows as over rows in full.</summary>
    public static bool IsOfMLNet(ITransformer transformer) => transformer is NormalizingTransformer;

    private static bool IsNumbers(DataViewType type) => type is NumberDataViewType or VectorDataViewType { ItemType: NumberDataViewType };

    private static bool IsKnown(DataViewType type) => IsNumbers(type) && type is not VectorDataViewType { Size: 0 };

    private static bool IsVector(DataViewType type) => IsNumbers(type) && type is VectorDataViewType;

    private static bool IsKnownVector(DataViewType type) => IsVector(type) && IsKnown(type);

    private static bool IsFloating(DataViewType type) => IsKnown(type) && ItemOf(type) is var item
        && (item == NumberDataViewType.Single || item == NumberDataViewType.Double);

    private static bool IsKey(DataViewType type) => type is TextDataViewType or BooleanDataViewType or KeyDataViewType
        || (type is NumberDataViewType && type != NumberDataViewType.Single && type != NumberDataViewType.Double);

    private static DataViewType ItemOf(DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    private static int[] Divisors(int size) => [.. Enumerable.Range(1, size).Where(divisor => size % divisor == 0)];

    private static T Any<T>(this Random random, params T[] items) => items[random.Next(items.Length)];

    private static double Epsilon(this Random random) => random.Any(0, 1e-12, 1e-5, 1e-3, 2);

    private static NormPrecision Precision(this Random random) =>
        random.Any(NormPrecision.Strict, NormPrecision.Strict, NormPrecision.Strict, NormPrecision.Fast, NormPrecision.Exact);

    // The elements of a row: the last dimension, the whole of a flat vector, or a divisor of it that the options name; 0 for vectors of any size.
    private static (int? Option, int Size) RowOf(StepPlace place, DataViewType type)
    {
        var vector = (VectorDataViewType)type;
        if (vector.Size == 0)
        {
            return place.Random.Any<(int?, int)>((null, 0), (3, 3), (1, 1));
        }

        int? option = place.Random.Next(3) == 0 ? place.Random.Any(Divisors(vector.Size)) : null;
        return (option, option ?? (vector.Dimensions.Length > 1 ? vector.Dimensions[^1] : vector.Size));
    }

    // Channels and how they lie, where a divisor is named or dimensions tell.
    private static (int? Option, NormLayout Layout, int Channels) ChannelsOf(StepPlace place, DataViewType type)
    {
        var vector = (VectorDataViewType)type;
        NormLayout layout = place.Random.Any(NormLayout.ChannelsFirst, NormLayout.ChannelsLast);
        if (vector.Dimensions.Length > 1 && place.Random.Next(2) == 0)
        {
            return (null, layout, vector.Dimensions[layout == NormLayout.ChannelsFirst ? 0 : ^1]);
        }

        int channels = place.Random.Any(Divisors(vector.Size));
        return (channels, layout, channels);
    }

    private static BatchNormOptions BatchNormOptionsOf(StepPlace place, DataViewType type)
    {
        (int? option, NormLayout layout, int channels) = type is VectorDataViewType ? ChannelsOf(place, type) : (null, NormLayout.ChannelsFirst, 1);
        bool cut = place.Random.Next(2) == 0;
        int all = type is not VectorDataViewType vector ? 1 : vector.Dimensions.Length > 1 ? vector.Dimensions[0] : vector.Size;
        return new()
        {
            Channels = cut ? option : null,
            Layout = cut ? layout : NormLayout.ChannelsFirst,
            Epsilon = place.Random.Epsilon(),
            Center = place.Random.Next(4) > 0,
            Correction = place.Random.Any(0, 0, 1),
            NonFinite = place.Random.Any(NonFinitePolicy.Ignore, NonFinitePolicy.Ignore, NonFinitePolicy.Propagate, NonFinitePolicy.Throw),
            MaximumExampleCount = place.Random.Any<long?>(null, null, null, 7),
            ExampleWeightColumnName = place.Random.Any(null, null, "Weight"),
            Gamma = place.Parameters(cut ? channels : all),
            Beta = place.Parameters(cut ? channels : all),
        };
    }

    private static IEstimator<ITransformer>? BatchNorm(StepPlace place) => place.Find(IsKnown) is not { } column ? null
        : place.Transforms.BatchNorm(place.NameFor(column), column.Name, BatchNormOptionsOf(place, column.Type));

    private static IEstimator<ITransformer>? BatchNormPerKey(StepPlace place)
    {
        DataViewSchema.Column[] keys = place.FindAll(IsKey);
        return place.Find(IsKnown) is not { } column || keys.Length == 0 ? null : place.Transforms.BatchNorm(place.NameFor(column), column.Name,
            BatchNormOptionsOf(place, column.Type) with
            {
                GroupColumnName = place.Random.Any(keys).Name,
                UnseenKeys = place.Random.Any(UnseenKeys.AllRows, UnseenKeys.Missing),
            });
    }

    private static IEstimator<ITransformer>? MiniBatches(StepPlace place) => place.Find(IsKnown) is not { } column ? null
        : place.Transforms.BatchNorm(place.NameFor(column), column.Name, BatchNormOptionsOf(place, column.Type) with
        {
            BatchSize = place.Random.Next(2, 20),
            DropLast = place.Random.Next(2) == 0,
            Correction = 0,
        });

    private static IEstimator<ITransformer>? LayerNorm(StepPlace place)
    {
        if (place.Find(IsVector) is not { } column)
        {
            return null;
        }

        (int? option, int size) = RowOf(place, column.Type);
        return place.Transforms.LayerNorm(place.NameFor(column), column.Name, new()
        {
            NormalizedSize = option,
            Epsilon = place.Random.Epsilon(),
            Precision = place.Random.Precision(),
            Gamma = size == 0 ? null : place.Parameters(size),
            Beta = size == 0 ? null : place.Parameters(size),
        });
    }

    private static IEstimator<ITransformer>? RmsNorm(StepPlace place)
    {
        if (place.Find(IsVector) is not { } column)
        {
            return null;
        }

        (int? option, int size) = RowOf(place, column.Type);
        double[]? gamma = size == 0 ? null : place.Parameters(size);
        return place.Transforms.RmsNorm(place.NameFor(column), column.Name, new()
        {
            NormalizedSize = option,
            Epsilon = place.Random.Epsilon(),
            Precision = place.Random.Precision(),
            Gamma = gamma,
            UnitOffset = gamma is not null && place.Random.Next(2) == 0,
        });
    }

    private static IEstimator<ITransformer>? UnitNorm(StepPlace place) => place.Find(IsVector) is not { } column ? null
        : place.Transforms.UnitNorm(place.NameFor(column), column.Name, new()
        {
            NormalizedSize = RowOf(place, column.Type).Option,
            Epsilon = place.Random.Any(0, 1e-12, 0.5),
            Precision = place.Random.Any(NormPrecision.Strict, NormPrecision.Fast),
        });

    private static IEstimator<ITransformer>? GroupNorm(StepPlace place)
    {
        if (place.Find(IsKnownVector) is not { } column)
        {
            return null;
        }

        (int? option, NormLayout layout, int channels) = ChannelsOf(place, column.Type);
        return place.Transforms.GroupNorm(place.NameFor(column), column.Name, new GroupNormOptions
        {
            Groups = place.Random.Any(Divisors(channels)),
            Channels = option,
            Layout = layout,
            Epsilon = place.Random.Epsilon(),
            Precision = place.Random.Precision(),
            Gamma = place.Parameters(channels),
            Beta = place.Parameters(channels),
        });
    }

    private static IEstimator<ITransformer>? InstanceNorm(StepPlace place)
    {
        if (place.Find(IsKnownVector) is not { } column)
        {
            return null;
        }

        (int? option, NormLayout layout, int channels) = ChannelsOf(place, column.Type);
        return place.Transforms.InstanceNorm(place.NameFor(column), column.Name, new()
        {
            Channels = option,
            Layout = layout,
            Epsilon = place.Random.Epsilon(),
            Precision = place.Random.Precision(),
            Gamma = place.Parameters(channels),
            Beta = place.Parameters(channels),
        });
    }

    private static bool IsTwelve(DataViewType type, bool isDouble) => IsKnownVector(type) && type is VectorDataViewType { Size: 12 }
        && (ItemOf(type) == NumberDataViewType.Double) == isDouble;

    private static IEstimator<ITransformer>? GeneratedSingle(StepPlace place)
    {
        if (place.Find(type => IsTwelve(type, isDouble: false)) is not { } column)
        {
            return null;
        }

        string name = place.NameFor(column);
        double[]? gamma = place.Parameters(12), four = place.Parameters(4);
        return place.Random.Next(6) switch
        {
            0 => place.Transforms.Kernel<OnnxLayerNorm, float>(name, column.Name, new() { Gamma = gamma, Beta = gamma }),
            1 => place.Transforms.Kernel<OnnxRmsNorm, float>(name, column.Name, new() { Gamma = gamma }),
            2 => place.Transforms.OnnxUnitNorm(name, column.Name),
            3 => place.Transforms.Kernel<OnnxFloatGroupNorm, float>(name, column.Name, new() { Gamma = four }),
            4 => place.Transforms.Kernel<OnnxInstanceNorm, float>(name, column.Name, new() { Beta = four }),
            _ => place.Transforms.Kernel<OnnxFastLayerNorm, float>(name, column.Name, new() { Gamma = gamma }),
        };
    }

    private static IEstimator<ITransformer>? GeneratedDouble(StepPlace place)
    {
        if (place.Find(type => IsTwelve(type, isDouble: true)) is not { } column)
        {
            return null;
        }

        string name = place.NameFor(column);
        return place.Random.Next(4) switch
        {
            0 => place.Transforms.Kernel<OnnxDoubleLayerNorm, double>(name, column.Name, new() { Gamma = place.Parameters(12) }),
            1 => place.Transforms.Kernel<OnnxDoubleRmsNorm, double>(name, column.Name, new() { Gamma = place.Parameters(12) }),
            2 => place.Transforms.Kernel<OnnxGroupNorm, double>(name, column.Name, new() { Beta = place.Parameters(4) }),
            _ => place.Transforms.Kernel<OnnxDoubleInstanceNorm, double>(name, column.Name, new() { Gamma = place.Parameters(4) }),
        };
    }

    private static IEstimator<ITransformer>? GeneratedBatchNorm(StepPlace place)
    {
        bool isDouble = place.Random.Next(2) == 0;
        BatchNormOptions options = new() { Gamma = place.Parameters(4), Beta = place.Parameters(4) };
        return place.Find(type => IsTwelve(type, isDouble)) is not { } column ? null
            : isDouble ? place.Transforms.OnnxDoubleBatchNorm(place.NameFor(column), column.Name, options)
            : place.Transforms.OnnxBatchNorm(place.NameFor(column), column.Name, options);
    }

    private static IEstimator<ITransformer>? TwoColumns(StepPlace place)
    {
        DataViewSchema.Column[] all = place.FindAll(IsKnown);
        if (all.Length < 2)
        {
            return null;
        }

        // One gets a name of its own, the other stays in place.
        DataViewSchema.Column second = place.Random.Any(all[1..]);
        InputOutputColumnPair[] pairs = [new(place.NameFor(all[0]), all[0].Name), new(second.Name)];
        return second.Type is VectorDataViewType && all[0].Type is VectorDataViewType && place.Random.Next(2) == 0
            ? place.Transforms.LayerNorm(pairs) : place.Transforms.BatchNorm(pairs);
    }

    private static IEstimator<ITransformer>? Inverse(StepPlace place) => place.Find(IsKnown) is not { } column ? null
        : new InverseEstimator(place.Context,
            place.Transforms.BatchNorm(column.Name, options: new() { Epsilon = place.Random.Epsilon(), Center = place.Random.Next(2) == 0 }),
            place.NameFor(column), column.Name);

    private static IEstimator<ITransformer>? Nested(StepPlace place) => place.Find(IsKnownVector) is not { } column ? null
        : place.Transforms.CopyColumns("Inner", column.Name)
            .Append(place.Transforms.BatchNorm("Inner").Append(place.Transforms.UnitNorm("Inner")))
            .Append(place.Transforms.LayerNorm(place.NameFor(column), "Inner"));

    private static IEstimator<ITransformer>? Concatenate(StepPlace place)
    {
        if (place.Find(IsKnown) is not { } column)
        {
            return null;
        }

        string[] parts = [.. place.FindAll(IsKnown).Where(other => ItemOf(other.Type).Equals(ItemOf(column.Type))).Select(other => other.Name)
            .Take(4)];
        return place.Transforms.Concatenate(place.NameFor(column), parts);
    }

    private static IEstimator<ITransformer>? CopyColumns(StepPlace place) =>
        place.Find(type => true) is not { } column ? null : place.Transforms.CopyColumns(place.NameFor(column), column.Name);

    private static IEstimator<ITransformer>? Normalizers(StepPlace place)
    {
        if (place.Find(IsFloating) is not { } column)
        {
            return null;
        }

        string name = place.NameFor(column);
        return place.Random.Next(3) switch
        {
            0 => place.Transforms.NormalizeMinMax(name, column.Name),
            1 => place.Transforms.NormalizeMeanVariance(name, column.Name),
            _ => place.Transforms.NormalizeMinMax(name, column.Name, fixZero: false),
        };
    }

    private static IEstimator<ITransformer>? Convert(StepPlace place) => place.Find(IsNumbers) is not { } column ? null
        : place.Transforms.Conversion.ConvertType(place.NameFor(column), column.Name, place.Random.Any(DataKind.Single, DataKind.Double));

    private static IEstimator<ITransformer>? Replace(StepPlace place) => place.Find(IsFloating) is not { } column ? null
        : place.Transforms.ReplaceMissingValues(place.NameFor(column), column.Name,
            MissingValueReplacingEstimator.ReplacementMode.DefaultValue);

    private static IEstimator<ITransformer>? MapToKey(StepPlace place) => place.Find(type => type is TextDataViewType) is not { } column ? null
        : place.Transforms.Conversion.MapValueToKey(place.NameFor(column), column.Name);

    private static IEstimator<ITransformer>? Select(StepPlace place)
    {
        DataViewSchema.Column[] all = place.FindAll(type => true);
        return all.Length < 3 ? null : place.Transforms.SelectColumns([.. all.Skip(place.Random.Next(2)).Select(column => column.Name), "Weight"],
            keepHidden: place.Random.Next(2) == 0);
    }

    /// <summary>A norm of a column that no norm takes: keys, booleans and texts are names, not numbers. Null for a column of numbers.</summary>
    public static IEstimator<NormTransformer>? OfWhatIsRefused(TransformsCatalog transforms, DataViewSchema.Column column) =>
        IsNumbers(column.Type) ? null
        : column.Type is VectorDataViewType ? transforms.LayerNorm("Z", column.Name) : transforms.BatchNorm("Z", column.Name);

    /// <summary>BatchNorm's inverse where an estimator is asked for.</summary>
    private sealed class InverseEstimator(MLContext context, BatchNormEstimator estimator, string output, string input) : IEstimator<NormTransformer>
    {
        public NormTransformer Fit(IDataView data) => estimator.Fit(data).Inverse(output, input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            estimator.GetOutputSchema(inputSchema);
            return context.Transforms.BatchNorm(output, input).GetOutputSchema(inputSchema);
        }
    }
}
