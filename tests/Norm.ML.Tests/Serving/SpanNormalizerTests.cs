using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Serving;

public class SpanNormalizerTests
{
    private const int Rows = 200, Size = 12;

    private readonly MLContext _context = new(seed: 1);

    /// <summary>Estimators of every kind, by what they are called in a failure.</summary>
    public static TheoryData<string> Models => [.. Estimators.Keys];

    private static Dictionary<string, Func<TransformsCatalog, IEstimator<ITransformer>>> Estimators { get; } = new()
    {
        ["BatchNorm"] = transforms => transforms.BatchNorm("Out", "Flat",
            new() { Gamma = [.. Enumerable.Range(1, Size)], Beta = [.. Enumerable.Range(0, Size)] }),
        ["BatchNorm of channels"] = transforms => transforms.BatchNorm("Out", "Image"),
        ["BatchNorm, channels last"] = transforms => transforms.BatchNorm("Out", "Flat", new() { Channels = 4, Layout = NormLayout.ChannelsLast }),
        ["LayerNorm"] = transforms => transforms.LayerNorm("Out", "Flat"),
        ["LayerNorm of the last dimension"] = transforms => transforms.LayerNorm("Out", "Image"),
        ["LayerNorm, fast"] = transforms => transforms.LayerNorm("Out", "Flat", new() { Precision = NormPrecision.Fast }),
        ["UnitNorm"] = transforms => transforms.UnitNorm("Out", "Flat"),
        ["RmsNorm"] = transforms => transforms.RmsNorm("Out", "Flat", new() { Epsilon = 1e-6 }),
        ["GroupNorm"] = transforms => transforms.GroupNorm("Out", "Image", new() { Groups = 2 }),
        ["InstanceNorm"] = transforms => transforms.InstanceNorm("Out", "Image"),
        ["a generated kernel"] = transforms => transforms.Concatenate("Four", "A", "A", "B", "B").Append(transforms.FourNorm("Out", "Four")),
        ["a chain of norms"] = transforms => transforms.Concatenate("All", "Flat", "Flat").Append(transforms.BatchNorm("All"))
            .Append(transforms.LayerNorm("Out", "All")),
        ["several columns"] = transforms => transforms.BatchNorm([new("Other", "A"), new("Out", "B")]),
        ["integers"] = transforms => transforms.BatchNorm("Out", "Integers"),
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Gives_the_bits_of_the_loaded_model(string name)
    {
        (ITransformer model, DataViewSchema schema) = SaveAndLoad(Estimators[name](_context.Transforms));
        SpanNormalizer<float> normalizer = model.CreateSpanNormalizer<float>(schema, "Out");
        Assert.Equal("Out", normalizer.OutputColumnName);

        IDataView transformed = model.Transform(Load());
        List<float[]> expected = ColumnReader.ByCursor<float>(transformed, "Out"), rows = ReadInput(model, normalizer.InputColumnName);
        Assert.Equal(expected[0].Length, normalizer.ExampleLength);

        // One by one, into memory of another length; all at once; in place.
        float[] destination = new float[expected[0].Length + 3], all = [.. rows.SelectMany(row => row)], batch = new float[all.Length];
        EstimatorContract.Same(expected, [.. rows.Select(row =>
        {
            normalizer.Normalize(row, destination);
            return destination[..row.Length];
        })]);
        normalizer.Normalize(all, batch);
        normalizer.Normalize(all, all);
        EstimatorContract.Same([[.. expected.SelectMany(row => row)]], [batch]);
        EstimatorContract.Same([batch], [all]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Allocates_nothing(string name)
    {
        (ITransformer model, DataViewSchema schema) = SaveAndLoad(Estimators[name](_context.Transforms));
        SpanNormalizer<float> normalizer = model.CreateSpanNormalizer<float>(schema, "Out");
        float[] row = ReadInput(model, normalizer.InputColumnName)[0], destination = new float[row.Length];
        Run(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int calls)
        {
            for (int i = 0; i < calls; i++)
            {
                normalizer.Normalize(row, destination);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Eight_threads_share_one(string name)
    {
        (ITransformer model, DataViewSchema schema) = SaveAndLoad(Estimators[name](_context.Transforms));
        SpanNormalizer<float> normalizer = model.CreateSpanNormalizer<float>(schema, "Out");
        List<float[]> expected = ColumnReader.ByCursor<float>(model.Transform(Load()), "Out"), rows = ReadInput(model, normalizer.InputColumnName);
        long wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(number => new Thread(() =>
        {
            float[] destination = new float[expected[0].Length];
            for (int i = 0; i < 25_000; i++)
            {
                int row = (i + (number * 7)) % Rows;
                normalizer.Normalize(rows[row], destination);
                if (!destination.AsSpan().SequenceEqual(expected[row])) { Interlocked.Increment(ref wrong); } }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Doubles_stay_doubles()
    {
        BatchNormTransformer model = _context.Transforms.BatchNorm("Out", "Double").Fit(Load());
        List<double[]> expected = ColumnReader.ByCursor<double>(model.Transform(Load()), "Out"),
            rows = ColumnReader.ByCursor<double>(Load(), "Double");
        double[] all = [.. rows.SelectMany(row => row)];
        model.CreateSpanNormalizer<double>(Load().Schema).Normalize(all, all);
        EstimatorContract.Same([[.. expected.SelectMany(row => row)]], [all]);
        Refuses<ArgumentException>(() => model.CreateSpanNormalizer<float>(Load().Schema), "'Out'", "Double", "not Single");
    }

    [Fact]
    public void The_inverse_goes_back()
    {
        BatchNormTransformer model = _context.Transforms.BatchNorm("Flat").Fit(Load());
        float[] x = ColumnReader.ByCursor<float>(Load(), "Flat")[7], y = new float[Size];
        model.CreateSpanNormalizer<float>(Load().Schema).Normalize(x, y);
        Assert.All(y, value => Assert.InRange(value, -2, 2));
        model.Inverse().CreateSpanNormalizer<float>(Load().Schema).Normalize(y, y);
        Assert.All(x.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void An_example_of_variable_size_is_the_whole_span()
    {
        SpanNormalizer<float> normalizer = _context.Transforms.LayerNorm("Out", "Variable").Fit(Load()).CreateSpanNormalizer<float>(Load().Schema);
        Assert.Null(normalizer.ExampleLength);
        float[] y = new float[5], expected = new float[5];
        normalizer.Normalize([3, 1, 4, 1, 5], y);
        LayerNorm.Normalize<float>([3, 1, 4, 1, 5], 5, [], [], expected);
        Assert.Equal(expected, y);
        normalizer.Normalize([], []);

        normalizer = _context.Transforms.LayerNorm("Out", "Variable", new() { NormalizedSize = 2 }).Fit(Load())
            .CreateSpanNormalizer<float>(Load().Schema);
        Refuses<InvalidOperationException>(() => normalizer.Normalize(new float[5], new float[5]), "'Variable'", "5 elements",
            "expected: a multiple of 2");
    }

    [Fact]
    public void Norms_that_follow_each_other_begin_at_the_first_column_that_no_norm_makes()
    {
        Assert.Equal("All", Of("a chain of norms").InputColumnName);
        Assert.Equal("B", Of("several columns").InputColumnName);
        Assert.Equal("Four", Of("a generated kernel").InputColumnName);
        TransformerChain<RowNormTransformer> inPlace = _context.Transforms.BatchNorm("Flat").Append(_context.Transforms.LayerNorm("Flat"))
            .Fit(Load());
        Assert.Equal("Flat", inPlace.CreateSpanNormalizer<float>(Load().Schema).InputColumnName);

        SpanNormalizer<float> Of(string name) => Estimators[name](_context.Transforms).Fit(Load()).CreateSpanNormalizer<float>(Load().Schema, "Out");
    }

    [Fact]
    public void Refuses_spans_that_do_not_fit()
    {
        SpanNormalizer<float> normalizer = _context.Transforms.LayerNorm("Out", "Flat").Fit(Load()).CreateSpanNormalizer<float>(Load().Schema);
        float[] x = new float[3 * Size], y = new float[3 * Size];
        Refuses<ArgumentException>(() => normalizer.Normalize(x.AsSpan(0, Size - 1), y), "x has 11 elements", "a multiple of 12", "'Flat'");
        Refuses<ArgumentException>(() => normalizer.Normalize(x, y.AsSpan(1)), "destination has 35 elements; x has 36");
        Refuses<ArgumentException>(() => normalizer.Normalize(x.AsSpan(0, Size), x.AsSpan(1)), "overlaps x partly");
    }

    [Fact]
    public void Refuses_columns_that_no_norm_makes()
    {
        DataViewSchema schema = Load().Schema;
        ITransformer concatenated = _context.Transforms.BatchNorm("Flat").Append(_context.Transforms.Concatenate("Features", "Flat", "A"))
            .Fit(Load());
        Refuses<ArgumentException>(() => concatenated.CreateSpanNormalizer<float>(schema, "Nothing"), "no column 'Nothing'", "its norms make 'Flat'");
        Refuses<ArgumentException>(() => concatenated.CreateSpanNormalizer<float>(schema, "A"), "'A' is one of the input", "its norms make 'Flat'");
        Refuses<ArgumentException>(() => concatenated.CreateSpanNormalizer<float>(schema, "Features"), "'Features' is made by",
            "which is not a norm");
        Refuses<ArgumentException>(() => Estimators["several columns"](_context.Transforms).Fit(Load()).CreateSpanNormalizer<float>(schema),
            "has to be named", "'Other', 'Out'");
        Refuses<ArgumentException>(() => _context.Transforms.Concatenate("F", "A").Fit(Load()).CreateSpanNormalizer<float>(schema, "F"),
            "it has no norms");
    }

    private static void Refuses<TException>(Action attempt, params string[] named)
        where TException : Exception
    {
        string message = Assert.Throws<TException>(attempt).Message;
        Assert.All(named, name => Assert.Contains(name, message));
    }

    private (ITransformer Model, DataViewSchema Schema) SaveAndLoad(IEstimator<ITransformer> estimator)
    {
        using var file = new MemoryStream();
        _context.Model.Save(estimator.Fit(Load()), Load().Schema, file);
        file.Position = 0;
        return (new MLContext().Model.Load(file, out DataViewSchema schema), schema);
    }

    // The column that the norms read, as the model sees it; integers as the floats that a caller would give.
    private List<float[]> ReadInput(ITransformer model, string name)
    {
        if (name == "Integers")
        {
            return [.. ColumnReader.ByCursor<int>(Load(), name).Select(row => row.Select(value => (float)value).ToArray())];
        }

        IDataView data = Load().Schema.GetColumnOrNull(name) is null ? ((IEnumerable<ITransformer>)model).First().Transform(Load()) : Load();
        return ColumnReader.ByCursor<float>(data, name);
    }

    private IDataView Load()
    {
        var random = new Random(5);
        return _context.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(i => new Example
        {
            Flat = Values(Size),
            Image = Values(Size),
            Double = [.. Values(3).Select(value => value * 1e9)],
            Integers = [i, random.Next(1000)],
            Variable = Values(1 + (i % 5)),
            A = 1000 + random.NextSingle(),
            B = random.NextSingle(),
        }).ToList());

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (100 * i) + random.NextSingle())];
    }

    private sealed class Example
    {
        [VectorType(Size)]
        public float[] Flat { get; set; } = [];

        [VectorType(4, 3)]
        public float[] Image { get; set; } = [];

        [VectorType(3)]
        public double[] Double { get; set; } = [];

        [VectorType(2)]
        public int[] Integers { get; set; } = [];

        public float[] Variable { get; set; } = [];

        public float A { get; set; }

        public float B { get; set; }
    }
}
