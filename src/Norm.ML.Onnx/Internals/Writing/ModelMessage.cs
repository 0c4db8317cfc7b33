using System.Reflection;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>The whole file around a graph.</summary>
internal static class ModelMessage
{
    private const string Producer = "Norm.ML.Onnx";

    private static readonly string Version = typeof(ModelMessage).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static ModelProto Of(FileNodes file, OnnxModelOptions options, string documentation)
    {
        file.LeaveOutUnused();
        GraphProto graph = file.Graph;
        graph.Name = "norms";
        graph.DocString = options.Documentation ?? documentation;
        var model = new ModelProto
        {
            IrVersion = Opsets.FormatVersionOf(options.Opset),
            ProducerName = Producer,
            ProducerVersion = Version,
            Domain = "norm.ml",
            ModelVersion = 1,
            DocString = options.Documentation ?? documentation,
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = options.Opset });
        return model;
    }
}
