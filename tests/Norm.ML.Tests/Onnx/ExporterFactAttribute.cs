namespace Norm.ML.Tests.Onnx;

/// <summary>A test that runs ML.NET's own ONNX exporter, and is skipped where the engine has none.</summary>
sealed class ExporterFactAttribute : FactAttribute
{
    public ExporterFactAttribute()
    {
        if (!Exporter.Exists)
            Skip = "The engine has no ONNX exporter; -p:MLNet=DIR names a folder that holds Microsoft.ML.OnnxConverter.dll.";
    }
}
