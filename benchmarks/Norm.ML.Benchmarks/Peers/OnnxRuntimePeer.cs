using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Peers;

/// <summary>One operator of ONNX Runtime in this process, on one thread, bound to the buffers of a comparison.</summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();

    private OnnxRuntimePeer(Comparison c, Buffers b)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(OnnxBytes.Model(c, Buffers.Epsilon), options);
        _binding = _session.CreateIoBinding();
        foreach ((string name, int[] shape) in OnnxBytes.Inputs(c))
        {
            _binding.BindInput(name, Value(Buffer(name), shape));
        }

        _binding.BindOutput("y", Value(b.Y, OnnxBytes.Shape(c)));
        Run = () => _session.RunWithBinding(_options, _binding);

        ArrayFloats Buffer(string name) => name switch
        {
            "x" => b.X,
            "gamma" => b.Gamma,
            "beta" => b.Beta,
            "mean" => b.Mean,
            _ => b.Variance,
        };
    }

    /// <summary>The name and version.</summary>
    public static string Version => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    public Action Run { get; }

    /// <summary>Null if the operators have nothing to compare: statistics. Nor is a session called for every row, which takes microseconds.</summary>
    public static OnnxRuntimePeer? Prepare(Comparison c, Buffers b) =>
        c.IsDouble || c.Work == Work.BatchStatistics || c.Place == Place.RowByRow ? null : new(c, b);

    public void Dispose()
    {
        _binding.Dispose();
        _owned.ForEach(value => value.Dispose());
        _session.Dispose();
        _options.Dispose();
    }

    private OrtValue Value(ArrayFloats floats, int[] shape)
    {
        var value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, Array.ConvertAll(shape, dimension => (long)dimension), floats.Address,
            (long)floats.Length * sizeof(float));
        _owned.Add(value);
        return value;
    }
}
