using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Onnx;

/// <summary>What ML.NET's exporter makes of our transformers, run by ONNX Runtime.</summary>
public class OnnxTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach ((string name, OnnxCase test) in OnnxCases.All)
            {
                foreach (string set in OnnxData.Names)
                {
                    cases.Add(name, set);
                }
            }

            return cases;
        }
    }

    /// <summary>
    /// The cases whose output a trainer takes: a vector of Single. ML.NET's exporter leaves a trainer's input as it is, and ONNX Runtime takes no
    /// dimensions there.
    /// </summary>
    public static TheoryData<string> Trainable
    {
        get
        {
            var context = new MLContext(seed: 1);
            IDataView data = OnnxData.Load(context, "ordinary");
            return [.. OnnxCases.All.Where(test => test.Value.Fit(context, data).GetOutputSchema(data.Schema)["Out"].Type
                is VectorDataViewType { Dimensions.Length: 1 } vector && vector.ItemType == NumberDataViewType.Single).Select(test => test.Key)];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_graph_gives_what_the_transformer_gives(string name, string set)
    {
        IDataView data = OnnxData.Load(_context, set);
        OnnxAssert.Same(_context, OnnxCases.All[name].Fit(_context, data), data, "Out", OnnxCases.All[name].Units);
    }

    [Fact]
    public void Columns_that_trade_names_read_what_they_were_before()
    {
        IDataView data = OnnxData.Load(_context);
        InputOutputColumnPair[] columns = [new("Flat", "Image"), new("Image", "Flat")];
        ITransformer transformer = _context.Transforms.LayerNorm(columns, new LayerNormOptions { NormalizedSize = 12 }).Fit(data);
        OnnxAssert.Same(_context, transformer, data, "Flat", 1);
        OnnxAssert.Same(_context, transformer, data, "Image", 1);
    }

    [Fact]
    public void One_norm_after_another_is_one_graph()
    {
        IDataView data = OnnxData.Load(_context);
        ITransformer inPlace = _context.Transforms.BatchNorm("Flat").Append(_context.Transforms.LayerNorm("Flat")).Fit(data);
        OnnxAssert.Same(_context, inPlace, data, "Flat", 4);
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Flat").Fit(data);
        OnnxAssert.Same(_context, norm.Append(norm.Inverse("Back", "Out")), data, "Back", 1);
    }

    [Fact]
    public void Nothing_but_the_columns_is_a_column()
    {
        // A second norm of the same name meets the variables of the first.
        IDataView data = OnnxData.Load(_context);
        ITransformer transformer = _context.Transforms.LayerNorm("Out", "Flat").Append(_context.Transforms.LayerNorm("Out")).Fit(data);
        using RuntimeModel file = OnnxFile.Export(_context, transformer, data);
        Assert.Equal(data.Schema.Select(column => column.Name).Append("Out"), file.Outputs.Keys.Select(name => name[..^".output".Length]));
        OnnxAssert.Same(file, transformer, data, "Out", 2);
    }

    [Fact]
    public void Nothing_before_or_after_us_is_left_out()
    {
        IDataView data = OnnxData.Load(_context);
        ITransformer transformer = _context.Transforms.Concatenate("Features", "Single", "Label", "Flat")
            .Append(_context.Transforms.BatchNorm("Features", options: new() { Epsilon = 1e-5 }))
            .Append(_context.Transforms.LayerNorm("Out", "Features"))
            .Append(_context.Transforms.NormalizeMinMax("Out"))
            .Fit(data);
        OnnxAssert.Same(_context, transformer, data, "Features", 1);
        OnnxAssert.Same(_context, transformer, data, "Out", 8);
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void A_model_after_a_norm_predicts_the_same(string name)
    {
        IDataView data = OnnxData.Load(_context, "ordinary");
        foreach (IEstimator<ITransformer> trainer in (IEstimator<ITransformer>[])
        [
            _context.Regression.Trainers.Sdca("Label", "Out", maximumNumberOfIterations: 5),
            _context.Regression.Trainers.FastTree("Label", "Out", numberOfLeaves: 4, numberOfTrees: 3, minimumExampleCountPerLeaf: 3),
            _context.Regression.Trainers.LightGbm("Label", "Out", numberOfLeaves: 4, numberOfIterations: 3, minimumExampleCountPerLeaf: 3),
            _context.Clustering.Trainers.KMeans("Out", numberOfClusters: 3),
        ])
        {
            ITransformer norm = OnnxCases.All[name].Fit(_context, data);
            OnnxAssert.Same(_context, norm.Append(trainer.Fit(norm.Transform(data))), data, "Score", 64, leastScale: 1);
        }
    }

    [Fact]
    public void A_column_whose_size_varies_is_refused_by_name()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Varying()]);
        ITransformer transformer = _context.Transforms.LayerNorm("Out", "Varying").Fit(data);
        string message = Assert.Throws<InvalidOperationException>(() => OnnxFile.Export(_context, transformer, data)).Message;
        Assert.Contains("'Varying' cannot be exported to ONNX", message);
        Assert.Contains("varies from row to row", message);
    }

    private sealed class Varying
    {
        [ColumnName("Varying")]
        public float[] Values { get; set; } = [1, 2];
    }
}
