using System.Globalization;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Peers;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>What has to be known about a run to judge or repeat it.</summary>
internal sealed record RunFacts(
    string Date, string Processor, string Vectors, string Runtime, string TensorPrimitives, string OneDnn, string PyTorch, string MLNet,
        string Settings, string? OnnxRuntime = null)
{
    public static RunFacts Now(string settings) => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Reports.Processor.Name,
        Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits" : "128 bits",
        RuntimeInformation.FrameworkDescription,
        Version(typeof(TensorPrimitives)),
        NativePeer.Version(Contender.OneDnn) ?? "not on this machine",
        NativePeer.Version(Contender.PyTorch) ?? "not on this machine",
        $"ML.NET {Version(typeof(MLContext))}",
        settings,
        OnnxRuntimePeer.Version);

    public IEnumerable<string> Lines() =>
    [
        $"{Processor}, vectors of {Vectors}; {Runtime}; {Date}",
        $"Peers: {OneDnn}; {PyTorch}; {(OnnxRuntime is null ? "" : $"{OnnxRuntime}; ")}System.Numerics.Tensors {TensorPrimitives}; {MLNet}",
        Settings,
    ];

    public static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}
