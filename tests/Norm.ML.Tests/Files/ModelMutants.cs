using System.Diagnostics;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Files;

/// <summary>Model files as users have them, and what damage makes of them.</summary>
internal sealed class ModelMutants
{
    private readonly MLContext _ml = new(seed: 1);

    public ModelMutants()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row
        {
            Features = [i, i * i, 1f / (i + 1), 7],
            Age = i,
            Height = 2 * i,
            City = i % 3 == 0 ? "Bern" : "Köln",
            Label = i % 2 == 0,
        }));
        Data = _ml.Transforms.Concatenate("Both", "Age", "Height").Append(_ml.Transforms.Conversion.MapValueToKey("CityKey", "City")).Fit(rows)
            .Transform(rows);
    }

    /// <summary>With slot names and keys, which a model's schema keeps.</summary>
    public IDataView Data { get; }

    public IEnumerable<(string Name, byte[] File)> Models()
    {
        yield return ("a chain of norms", Save(_ml.Transforms.Concatenate("All", "Features").Append(_ml.Transforms.BatchNorm("All"))
            .Append(_ml.Transforms.LayerNorm("Rows", "All")).Append(_ml.Transforms.FourNorm("Out", "Rows")), Data));
        yield return ("BatchNorm alone", Save(_ml.Transforms.BatchNorm("Features"), Data));
        yield return ("BatchNorm per key", Save(_ml.Transforms.BatchNorm("Features", groupColumnName: "City"), Data));
        yield return ("a column with slot names", Save(_ml.Transforms.BatchNorm("Both"), Data));
        yield return ("GroupNorm", Save(_ml.Transforms.GroupNorm("Features", null, new GroupNormOptions { Groups = 2, Channels = 2 }), Data));
        yield return ("a generated BatchNorm", Save(_ml.Transforms.FourChannels("Features"), Data));
        yield return ("SDCA", Save(_ml.Transforms.Concatenate("All", "Features", "Age").Append(_ml.Transforms.BatchNorm("All"))
            .Append(_ml.BinaryClassification.Trainers.SdcaLogisticRegression("Label", "All")), Data));
        yield return ("one-hot, keys and text", Save(_ml.Transforms.Categorical.OneHotEncoding("Hot", "City")
            .Append(_ml.Transforms.Conversion.MapValueToKey("Key", "City")).Append(_ml.Transforms.RmsNorm("Hot")), Data));
        yield return ("InstanceNorm", Save(_ml.Transforms.InstanceNorm("Features", options: new() { Channels = 2 }), Data));
        yield return ("ML.NET's normalizer", Save(_ml.Transforms.NormalizeMeanVariance("Features").Append(_ml.Transforms.LayerNorm("Features")),
            Data));

        using var without = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.BatchNorm("Features").Fit(Data), inputSchema: null, without);
        yield return ("without a schema", without.ToArray());

        TextLoader loader = _ml.Data.CreateTextLoader([new TextLoader.Column("Features", DataKind.Single, 0, 3)]);
        using var withLoader = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.BatchNorm("Features").Fit(Data), loader, withLoader);
        yield return ("with a loader", withLoader.ToArray());
    }

    /// <summary>What the columns of numbers are that a model makes of the data.</summary>
    public string Values(ITransformer model)
    {
        IDataView result = model.Transform(Data);
        IEnumerable<string> columns = result.Schema.Where(column => !column.IsHidden
            && column.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var type } } && type == typeof(float))
            .Select(column => column.Name);
        return string.Join('\n', columns.Select(column =>
            $"{column}: {string.Join(' ', ColumnReader.ByCursor<float>(result, column)[5].Select(BitConverter.SingleToUInt32Bits))}"));
    }

    /// <summary>
    /// Loads a mutant on a thread of its own; fails where that takes long or much memory, or ends in an exception that is not documented.
    /// </summary>
    public (ITransformer? Model, DataViewSchema? Schema, FormatException? Refusal) Load(byte[] file, string what, ModelLoadOptions? options = null)
    {
        ITransformer? model = null;
        DataViewSchema? schema = null;
        Exception? error = null;
        long allocated = 0;
        var watch = new Stopwatch();
        var thread = new Thread(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            watch.Start();
            error = Record.Exception(() => model = _ml.Model.LoadChecked(new MemoryStream(file), out schema, options));
            watch.Stop();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        })
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)), $"{what}: loading does not end.");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{what}: loading took {watch.Elapsed}.");
        Assert.True(allocated < 64L << 20, $"{what}: {allocated} bytes were allocated.");
        Assert.True(error is null or FormatException, $"{what}: {error}");
        if (error is FormatException refusal)
        {
            Assert.DoesNotContain("\n", refusal.Message);
            Assert.DoesNotContain("target of an invocation", refusal.Message);
        }

        return (model, schema, error as FormatException);
    }

    /// <summary>Three transformers of ML.NET, and a norm.</summary>
    public byte[] ColumnsAroundANorm() => Save(
        _ml.Transforms.Concatenate("All", "Features", "Age").Append(_ml.Transforms.CopyColumns("Copy", "All"))
            .Append(_ml.Transforms.Conversion.ConvertType("Wide", "Copy", DataKind.Double)).Append(_ml.Transforms.LayerNorm("Wide")),
        Data);

    /// <summary>A transformer of ML.NET each, whose entry holds counts.</summary>
    public IEnumerable<(string Name, byte[] File)> Columns()
    {
        TransformsCatalog transforms = _ml.Transforms;
        yield return ("MapValueToKey", Save(transforms.Conversion.MapValueToKey("Key", "City"), Data));
        yield return ("MapKeyToValue", Save(transforms.Conversion.MapKeyToValue("Back", "CityKey"), Data));
        yield return ("MapKeyToVector", Save(transforms.Conversion.MapKeyToVector("Hot", "CityKey"), Data));
        yield return ("MapValue", MapOfValues());
        yield return ("SelectColumns", Save(transforms.SelectColumns("Age", "Height"), Data));
        yield return ("DropColumns", Save(transforms.DropColumns("Age", "Height"), Data));
        yield return ("ReplaceMissingValues", Save(transforms.ReplaceMissingValues("Features",
            replacementMode: Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean), Data));
        yield return ("IndicateMissingValues", Save(transforms.IndicateMissingValues("Missing", "Features"), Data));
        yield return ("Hash", Save(transforms.Conversion.Hash("Hash", "City"), Data));
        yield return ("NormalizeLpNorm", Save(transforms.NormalizeLpNorm("Features"), Data));
        yield return ("NormalizeText", Save(transforms.Text.NormalizeText("Plain", "City"), Data));
        yield return ("TokenizeIntoWords", Save(transforms.Text.TokenizeIntoWords("Words", "City"), Data));
        yield return ("TokenizeIntoCharactersAsKeys", Save(transforms.Text.TokenizeIntoCharactersAsKeys("Characters", "City"), Data));
    }

    /// <summary>A transformer that has a table of its own.</summary>
    public byte[] MapOfValues() =>
        Save(_ml.Transforms.Conversion.MapValue("Place", new Dictionary<string, float> { ["Bern"] = 1, ["Köln"] = 2 }, "City"), Data);

    private byte[] Save(IEstimator<ITransformer> estimator, IDataView data)
    {
        using var file = new MemoryStream();
        _ml.Model.Save(estimator.Fit(data), data.Schema, file);
        return file.ToArray();
    }

    public static Dictionary<string, byte[]> Entries(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return zip.Entries.ToDictionary(entry => entry.FullName.Replace('\\', '/'), entry =>
        {
            using Stream stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    /// <summary>A zip file whose lengths and checksums fit.</summary>
    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }

    public static byte[] With(Dictionary<string, byte[]> entries, string name, byte[] bytes) =>
        Zip(entries.Select(entry => entry.Key == name ? new KeyValuePair<string, byte[]>(name, bytes) : entry));

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float Age { get; set; }

        public float Height { get; set; }

        public string City { get; set; } = "";

        public bool Label { get; set; }
    }
}
