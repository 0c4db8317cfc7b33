using Microsoft.ML.Data;

namespace Microsoft.ML.Model.OnnxConverter;

/// <summary>What may say that it can be written into an ONNX graph.</summary>
internal interface ICanSaveOnnx
{
    bool CanSaveOnnx(OnnxContext ctx);
}

/// <summary>What writes itself into an ONNX graph.</summary>
internal interface ISaveAsOnnx : ICanSaveOnnx
{
    void SaveAsOnnx(OnnxContext ctx);
}

/// <summary>A view that the exporter takes along when it walks a pipeline back.</summary>
internal interface ITransformCanSaveOnnx : ISaveAsOnnx, IDataTransform
{
}
