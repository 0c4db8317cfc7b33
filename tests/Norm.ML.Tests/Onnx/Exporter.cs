using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

/// <summary>ML.NET's ONNX exporter, where there is one: the tests compile without it.</summary>
static class Exporter
{
    static readonly Type? Extensions = Type.GetType("Microsoft.ML.OnnxExportExtensions, Microsoft.ML.OnnxConverter");

    public static bool Exists => Extensions is not null;

    public static byte[] Export(MLContext context, ITransformer transformer, IDataView data)
    {
        MethodInfo convert = Extensions!.GetMethod("ConvertToOnnx", [typeof(ModelOperationsCatalog), typeof(ITransformer), typeof(IDataView), typeof(Stream)])!;
        using var file = new MemoryStream();
        try
        {
            convert.Invoke(null, [context.Model, transformer, data, file]);
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
        }

        return file.ToArray();
    }
}
