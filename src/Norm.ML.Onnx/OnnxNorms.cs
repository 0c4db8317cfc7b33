using System.Collections;
using Norm.ML.Internals.Files;
using Norm.ML.Onnx.Internals.Messages;
using Norm.ML.Onnx.Internals.Reading;

namespace Norm.ML.Onnx;

/// <summary>
/// The norms of an ONNX file, in the order of the graph:
/// <code>
/// OnnxNormNode norm = OnnxNorms.Read("model.onnx")["/encoder/norm"];
/// </code>
/// </summary>
/// <remarks>
/// <para>Read are the normalization operators of ai.onnx, those that ONNX Runtime adds when it optimizes a model, and norms in primitive operators as
/// exporters write them. Constants may be initializers or nodes, of Single, Double, Half or BFloat16, also in other files of the model's
/// folder.</para>
/// <para>Files hold data only: no code runs, and nothing outside the folder is opened. All tensors are checked when the file is read: that their
/// dimensions are possible and their bytes as many as these say; and that each name is made once, and before it is read. No array is taken that is
/// larger than the file.</para>
/// </remarks>
public sealed class OnnxNorms : IReadOnlyList<OnnxNormNode>
{
    private const int Listed = 8;

    private readonly string _name;
    private readonly OnnxNormNode[] _norms;

    private OnnxNorms(string name, ModelProto model, ExternalFolder folder)
    {
        _name = name;
        Dictionary<string, long> opsets = [];
        foreach (OperatorSetIdProto opset in model.OpsetImport)
        {
            string domain = opset.Domain == "ai.onnx" ? "" : opset.Domain;
            if (!opsets.TryAdd(domain, opset.Version) && opsets[domain] != opset.Version)
            {
                throw new OnnxFormatException(
                    $"it names two operator sets of the domain {OnnxFormatException.Show(opset.Domain)}, {opsets[domain]} and {opset.Version}.");
            }
        }

        Opset = (int)Math.Clamp(opsets.GetValueOrDefault(""), 0, int.MaxValue);
        Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        var reading = new GraphReading(new TensorReading(folder), opsets);
        reading.Read(model.Graph);
        foreach (FunctionProto function in model.Functions)
        {
            reading.Read(function);
        }

        _norms = [.. reading.Found.Select(norm => new OnnxNormNode(name, norm))];
        Unread = [.. reading.Unread];
    }

    /// <summary>The operator set of ai.onnx; 0 if the file names none.</summary>
    public int Opset { get; }

    /// <summary>What wrote the file; empty if it does not say.</summary>
    public string Producer { get; }

    /// <summary>The norms whose parameters cannot be had, with the reasons.</summary>
    public IReadOnlyList<UnreadNorm> Unread { get; }

    /// <summary>How many norms were read.</summary>
    public int Count => _norms.Length;

    /// <summary>A norm by its place.</summary>
    /// <param name="index">From 0.</param>
    public OnnxNormNode this[int index] => _norms[index];

    /// <summary>A norm by the name of its node, or of the value that it makes.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such norm, several nodes have the name, or its parameters cannot be had; the message says
    /// which, and lists the norms that there are.</exception>
    public OnnxNormNode this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            OnnxNormNode[] found = [.. _norms.Where(norm => norm.Output == name)];
            if (found.Length == 0)
            {
                found = [.. _norms.Where(norm => norm.Name == name)];
            }

            if (found is [var only])
            {
                return only;
            }

            string shown = OnnxFormatException.Show(name);
            if (found.Length > 1)
            {
                throw new KeyNotFoundException(
                    $"'{_name}' has {found.Length} norms of the name {shown}; use the names of what they make: {List(found, norm => norm.Output)}.");
            }

            if (Unread.FirstOrDefault(norm => norm.Name == name) is { } unread)
            {
                throw new KeyNotFoundException($"'{_name}': norm {shown} ({unread.Operator}) cannot be read: {unread.Reason}.");
            }

            string all = _norms.Length == 0 ? "none" : List(_norms, norm => norm.Name);
            throw new KeyNotFoundException($"'{_name}' has no norm {shown}; it has {all}.");
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file. Tensors in other files are read from its folder.</param>
    /// <exception cref="InvalidDataException">The file is not a whole ONNX model of less than 2 GB, or contradicts itself; the message names the file
    /// and the part of it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxNorms Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>Reads a model from a stream, to its end.</summary>
    /// <param name="stream">Can be read; is not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes are not a whole ONNX model of less than 2 GB, or contradict themselves.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static OnnxNorms Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Read(stream, name, null);
    }

    /// <summary>The norms, in the order of the graph.</summary>
    public IEnumerator<OnnxNormNode> GetEnumerator() => ((IEnumerable<OnnxNormNode>)_norms).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _norms.GetEnumerator();

    private static string List(OnnxNormNode[] norms, Func<OnnxNormNode, string> name) =>
        string.Join(", ", norms.Take(Listed).Select(norm => OnnxFormatException.Show(name(norm))))
        + (norms.Length > Listed ? $" and {norms.Length - Listed} more" : "");

    private static OnnxNorms Read(Stream stream, string name, string? folder)
    {
        try
        {
            return new(name, ModelReading.Parse(ModelReading.ReadAll(stream)), new ExternalFolder(folder));
        }
        catch (OnnxFormatException problem)
        {
            throw new InvalidDataException($"'{name}' is not a valid ONNX file: {PlainMessage.Of(problem)}", problem);
        }
    }
}
