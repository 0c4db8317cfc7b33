using System.Numerics;
using Google.Protobuf;
using Microsoft.ML;
using Norm.ML.Internals;
using Norm.ML.Internals.Files;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Onnx;
using Norm.ML.Onnx.Internals.Messages;
using Norm.ML.Onnx.Internals.Writing;

namespace Norm.ML.Onnx;

/// <summary>
/// A norm, or a chain of ML.NET transformers with norms in it, as an ONNX model of today's operator sets:
/// <code>
/// OnnxModel.FromTransformer(model, data.Schema, new() { Opset = 21 }).Save("model.onnx");
/// </code>
/// </summary>
/// <remarks>
/// Inputs and outputs have the batch as their first dimension, of any size; the others are those of an example. What operators compute in float is as
/// exact as the runtime's arithmetic: see <see cref="OnnxModelOptions.Strict"/>.
/// </remarks>
public sealed class OnnxModel
{
    private readonly ModelProto _model;

    private OnnxModel(ModelProto model) => _model = model;

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => [.. _model.Graph.Input.Select(input => input.Name)];

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs => [.. _model.Graph.Output.Select(output => output.Name)];

    /// <summary>The operators that are used, each once, by name.</summary>
    public IReadOnlyList<string> Operators => [.. _model.Graph.Node.Select(node => node.OpType).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>
    /// Writes a fitted transformer, or a chain of norms of Norm.ML with <c>Concatenate</c>, <c>CopyColumns</c> and <c>ConvertType</c> to Single or
    /// Double before or between them. An input is named as its column, an output as its column and <c>.output</c>.
    /// </summary>
    /// <param name="model">The transformer.</param>
    /// <param name="inputSchema">The schema of the data that it takes.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="NotSupportedException">A step is another transformer, a column has a variable size or is not of numbers, or the parameters
    /// exceed 2 GB; the message names the step or the column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, <see cref="OnnxModelOptions.Opset"/> is out of range,
    /// or <see cref="OnnxModelOptions.Outputs"/> names a column that the model does not make.</exception>
    public static OnnxModel FromTransformer(ITransformer model, DataViewSchema inputSchema, OnnxModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        options ??= new();
        options.Check();
        var file = new FileNodes(options.Opset);
        var chain = new ChainWriter(file, options);
        chain.Write(model, inputSchema);
        return new(ModelMessage.Of(file, options, chain.Documentation));
    }

    /// <summary>Writes a generated kernel of LayerNorm, RMSNorm, GroupNorm or InstanceNorm, with input <c>x</c> and output <c>y</c>.</summary>
    /// <typeparam name="TKernel">The kernel.</typeparam>
    /// <typeparam name="T">Its element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="parameters">Gamma and beta; null for none.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">Gamma or beta has another length than the kernel's.</exception>
    /// <exception cref="NotSupportedException">The kernel carries no attribute that tells its shape, or <typeparamref name="T"/> is another
    /// type.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="OnnxModelOptions.Opset"/> is out of range.</exception>
    public static OnnxModel FromKernel<TKernel, T>(NormKernelOptions? parameters = null, OnnxModelOptions? options = null)
        where TKernel : struct, INormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<double> gamma = parameters?.Gamma ?? [], beta = parameters?.Beta ?? [];
        Check(gamma, TKernel.GammaLength, nameof(parameters.Gamma));
        Check(beta, TKernel.BetaLength, nameof(parameters.Beta));
        return One<T>(WrittenNorm.Of(OnnxKernel.Describe<TKernel>(gamma, beta)), [TKernel.ExampleLength], typeof(TKernel).Name, options);

        static void Check(IReadOnlyList<double> values, int length, string name)
        {
            if (values.Count > 0 && values.Count != length)
            {
                throw new ArgumentException($"{name} has {values.Count} elements; {typeof(TKernel).Name} takes {(length == 0 ? "none" : length)}.",
                    nameof(parameters));
            }
        }
    }

    /// <summary>Writes a generated kernel of BatchNorm with its statistics, with input <c>x</c> and output <c>y</c>.</summary>
    /// <typeparam name="TKernel">The kernel.</typeparam>
    /// <typeparam name="T">Its element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="statistics">One channel for each of the kernel.</param>
    /// <param name="parameters">Gamma, beta and the other options; null for the defaults. What the kernel fixes is left out.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option contradicts the kernel or the statistics.</exception>
    /// <exception cref="InvalidOperationException">The statistics cannot normalize.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="OnnxModelOptions.Opset"/> is out of range.</exception>
    public static OnnxModel FromFittedKernel<TKernel, T>(RunningStatistics statistics, BatchNormOptions? parameters = null,
        OnnxModelOptions? options = null)
        where TKernel : struct, IFittedNormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(statistics);
        BatchNormOptions norm = FittedKernelFacts.Complete<TKernel, T>(parameters ?? new());
        int channels = norm.Channels ?? statistics.ChannelCount;
        if (statistics.ChannelCount != channels)
        {
            throw new ArgumentException($"The statistics have {statistics.ChannelCount} channels; {typeof(TKernel).Name} has {channels}.",
                nameof(statistics));
        }

        return Channels<T>(statistics, norm, TKernel.ExampleLength / channels, typeof(TKernel).Name, [TKernel.ExampleLength], options);
    }

    /// <summary>Writes a BatchNorm of statistics, with input <c>x</c> and output <c>y</c>.</summary>
    /// <typeparam name="T">The element type of <c>x</c>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="statistics">What normalizes each channel.</param>
    /// <param name="norm">Gamma, beta, epsilon and the other options; null for the defaults.</param>
    /// <param name="positions">How many positions each channel has in an example. The input is <c>[batch, channels]</c> for 1, and
    /// <c>[batch, channels, positions]</c>, or the other way round with channels last, for more.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range or contradicts the statistics.</exception>
    /// <exception cref="InvalidOperationException">The statistics cannot normalize.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="positions"/> is not positive, or <see cref="OnnxModelOptions.Opset"/> is out of
    /// range.</exception>
    public static OnnxModel FromStatistics<T>(RunningStatistics statistics, BatchNormOptions? norm = null, int positions = 1,
        OnnxModelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        norm ??= new();
        long channels = statistics.ChannelCount;
        long[] shape = positions == 1 ? [channels] : norm.Layout == NormLayout.ChannelsFirst ? [channels, positions] : [positions, channels];
        return Channels<T>(statistics, norm, positions, "BatchNorm", shape, options);
    }

    /// <summary>Writes the file: all of it or nothing. A file that is there is replaced, and temporary files that killed processes have left for it
    /// are deleted.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.ClearAndWrite(path, Save);
    }

    /// <summary>Writes the file to a stream. The same model gives the same bytes.</summary>
    /// <param name="stream">Can be written; is not closed.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _model.WriteTo(stream);
    }

    /// <summary>The bytes of the file, as an inference session takes them.</summary>
    public byte[] ToArray() => _model.ToByteArray();

    private static OnnxModel Channels<T>(RunningStatistics statistics, BatchNormOptions norm, int positions, string name, long[] shape,
        OnnxModelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        norm.Check();
        if (norm.Statistics is not null)
        {
            throw new ArgumentException("The options bring statistics too; leave Statistics out of them.", nameof(norm));
        }

        BatchNormModel model = KnownStatistics.ToModel([new("y", "x")], norm with { Statistics = statistics });
        return One<T>(new(new OnnxChannels(model.Channels(0), norm.Layout, positions), norm.Epsilon), shape, name, options);
    }

    private static OnnxModel One<T>(WrittenNorm norm, long[] shape, string name, OnnxModelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new();
        options.Check();
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"The elements are {typeof(T).Name}; Single and Double can be written.");
        }

        if (options.Outputs is { } outputs && outputs is not ["y"])
        {
            throw new ArgumentOutOfRangeException(nameof(options), string.Join(", ", outputs), "The file of one norm gives 'y'; leave Outputs out.");
        }

        var file = new FileNodes(options.Opset);
        var value = new ValueShape(typeof(T), shape);
        string documentation = NormText.Of(norm);
        file.Free("x");
        file.Free("y");
        file.Documentation = documentation;
        file.AddInput("x", value, $"Examples for {name}.");
        file.AddOutput("y", NormWriter.Write(file, norm, "x", value, name, options.Strict), value, documentation);
        return new(ModelMessage.Of(file, options, documentation));
    }
}
