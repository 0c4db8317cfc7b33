using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

/// <summary>The ONNX file of a pipeline, as ML.NET's exporter writes it.</summary>
internal static class OnnxFile
{
    /// <summary>Writes the file and loads it into ONNX Runtime.</summary>
    public static RuntimeModel Export(MLContext context, ITransformer transformer, IDataView data)
    {
        using var file = new MemoryStream();
        context.Model.ConvertToOnnx(transformer, data, file);
        return new RuntimeModel(file.ToArray());
    }
}
