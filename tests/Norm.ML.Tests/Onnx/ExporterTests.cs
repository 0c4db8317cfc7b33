using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

/// <summary>What ML.NET's own exporter makes of pipelines with our transformers in them: its files, read back and run.</summary>
public class ExporterTests
{
    readonly MLContext _context = new(seed: 1);

    [ExporterFact]
    public void EveryNormIsInTheFile()
    {
        IDataView data = OnnxData.Load(_context);
        foreach ((string name, OnnxCase test) in OnnxCases.All)
        {
            ITransformer transformer = test.Fit(_context, data);
            Graph graph = GraphReader.Read(Exporter.Export(_context, transformer, data));
            Assert.Equal(data.Schema.Select(column => column.Name), graph.Inputs.Select(input => input.Name));
            OnnxAssert.Same(transformer.Transform(data), graph, data, "Out", test.Tolerance);

            // The tests' own exporter, which stands in where there is no other, writes the same.
            Graph recorded = Recorder.Record(transformer.Transform(data));
            Assert.Equal(recorded.Nodes.Select(Describe), graph.Nodes.Take(recorded.Nodes.Count).Select(Describe));
            Assert.True(recorded.Constants.Keys.ToHashSet().IsSubsetOf(graph.Constants.Keys), name);
        }
    }

    [ExporterFact]
    public void NothingBeforeOrAfterUsIsLeftOut()
    {
        List<Wine> rows = [.. Enumerable.Range(0, 30).Select(i => new Wine { Acid = i % 7, Sugar = 1000 + i * i, Label = i })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        ITransformer transformer = Concatenate(_context)
            .Append(_context.Transforms.BatchNorm("Features", options: new() { Epsilon = 1e-5 }))
            .Append(_context.Transforms.LayerNorm("Out", "Features"))
            .Append(NormalizeMinMax(_context, "Out"))
            .Fit(data);
        Graph graph = GraphReader.Read(Exporter.Export(_context, transformer, data));
        Assert.Equal(["Acid", "Sugar", "Label"], graph.Inputs.Select(input => input.Name));
        Assert.Contains("FeatureVectorizer", graph.Nodes.Select(node => node.Operation));
        Assert.Contains("Scaler", graph.Nodes.Select(node => node.Operation));
        IDataView output = transformer.Transform(data);
        OnnxAssert.Same(output, graph, data, "Features", 2);
        OnnxAssert.Same(output, graph, data, "Out", 8);
    }

    [ExporterFact]
    public void WhatCannotBeExportedFailsWithItsName()
    {
        IDataView data = OnnxData.Load(_context);
        ITransformer transformer = _context.Transforms.LayerNorm("Out", "Variable").Fit(data);
        string message = Assert.Throws<InvalidOperationException>(() => Exporter.Export(_context, transformer, data)).Message;
        Assert.Contains("'Variable' cannot be exported to ONNX", message);
    }

    static string Describe(Node node) => $"{node.Operation}({string.Join(", ", node.Inputs)}) = {string.Join(", ", node.Outputs)}";

    static IEstimator<ITransformer> Concatenate(MLContext context) => context.Transforms.Concatenate("Features", "Acid", "Sugar");

    // Not among what the stand-in engine has.
    static IEstimator<ITransformer> NormalizeMinMax(MLContext context, string column)
    {
        Type catalog = Type.GetType("Microsoft.ML.NormalizationCatalog, Microsoft.ML.Transforms")!;
        var method = catalog.GetMethod("NormalizeMinMax", [typeof(TransformsCatalog), typeof(string), typeof(string), typeof(long), typeof(bool)])!;
        return (IEstimator<ITransformer>)method.Invoke(null, [context.Transforms, column, null, 1000L, true])!;
    }

    sealed class Wine
    {
        public float Acid { get; set; }

        public float Sugar { get; set; }

        public float Label { get; set; }
    }
}
