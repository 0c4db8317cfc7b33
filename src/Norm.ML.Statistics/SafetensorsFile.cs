using System.Buffers.Binary;
using Norm.ML.Internals.Files;

namespace Norm.ML;

/// <summary>
/// Reads tensors from a safetensors file: a header that lists them, and their bytes. Files hold data only: no type is named, no code runs and no
/// other file is opened.
/// </summary>
/// <remarks>
/// <para>Everything that the header claims is checked when the file is opened: that it fits into the file and the format's own limit of 100 MB; that
/// it is JSON without duplicates; that dtypes are known, shapes not negative and their sizes what the offsets hold; that tensors neither overlap nor
/// leave gaps, and end where the file ends. Memory is taken for the header, which is part of the file, and for the tensors that are read.</para>
/// <para>Safe for use by several threads, which take turns. Source of the format: https://huggingface.co/docs/safetensors, "Format".</para>
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8, MaximumHeader = 100_000_000, ChunkElements = 4096;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly string _name;
    private readonly long _data;
    private readonly IReadOnlyDictionary<string, SafetensorsTensor> _byName;

    private SafetensorsFile(Stream stream, bool leaveOpen, string name, long data, SafetensorsHeader header)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        _name = name;
        _data = data;
        _byName = header.Tensors;
        Metadata = header.Metadata;
        Tensors = [.. _byName.Values.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End)];
    }

    /// <summary>The tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>What the writer noted under <c>__metadata__</c>; empty if nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message names it, the tensor and the numbers that
    /// disagree.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = File.OpenRead(path);
        try
        {
            return Open(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Checks the header of a file that is open: all of a stream, from its first byte.</summary>
    /// <param name="stream">Can be read and sought.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="leaveOpen">Whether the stream outlives this object.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or sought.</exception>
    /// <exception cref="InvalidDataException">The stream breaks a rule of the format; the message gives <paramref name="name"/>, the tensor and the
    /// numbers that disagree.</exception>
    public static SafetensorsFile Open(Stream stream, string name = "stream", bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException("The stream has to be one that can be read and sought.", nameof(stream));
        }

        try
        {
            byte[] json = ReadHeader(stream);
            var file = new SafetensorsFile(stream, leaveOpen, name, LengthBytes + json.Length, SafetensorsHeader.Read(json));
            file.CheckOffsets();
            return file;
        }
        catch (SafetensorsFormatException problem)
        {
            throw new InvalidDataException($"'{name}' is not a valid safetensors file: {PlainMessage.Of(problem)}");
        }
    }

    /// <summary>Whether there is a tensor of a name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Reads a tensor as singles; elements of F64 are rounded to the nearest.</summary>
    /// <param name="name">The tensor, of type F64, F32, F16 or BF16.</param>
    /// <returns>The elements, the last dimension adjacent.</returns>
    /// <exception cref="InvalidDataException">There is no such tensor, it is of another type or too large for an array; the message names the file
    /// and the tensor.</exception>
    public float[] ReadSingles(string name) => Read(name, value => (float)value);

    /// <summary>Reads a tensor as doubles, without loss.</summary>
    /// <param name="name">The tensor, of type F64, F32, F16 or BF16.</param>
    /// <returns>The elements, the last dimension adjacent.</returns>
    /// <exception cref="InvalidDataException">There is no such tensor, it is of another type or too large for an array; the message names the file
    /// and the tensor.</exception>
    public double[] ReadDoubles(string name) => Read(name, value => value);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private T[] Read<T>(string name, Func<double, T> convert)
    {
        SafetensorsTensor tensor = Find(name);
        var result = new T[tensor.Count];
        int size = SafetensorsTypes.SizeOf(tensor.Type);
        Span<byte> bytes = new byte[Math.Min(result.Length, ChunkElements) * size];
        Span<double> values = new double[bytes.Length / size];
        lock (_stream)
        {
            _stream.Position = _data + tensor.Begin;
            for (int done = 0; done < result.Length; done += values.Length)
            {
                values = values[..Math.Min(values.Length, result.Length - done)];
                _stream.ReadExactly(bytes[..(values.Length * size)]);
                SafetensorsTypes.Read(tensor.Type, bytes, values);
                for (int i = 0; i < values.Length; i++)
                {
                    result[done + i] = convert(values[i]);
                }
            }
        }
        return result;
    }

    private SafetensorsTensor Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string shown = SafetensorsFormatException.Show(name);
        if (!_byName.TryGetValue(name, out SafetensorsTensor? tensor))
        {
            throw new InvalidDataException($"'{_name}' has no tensor {shown}; it has {SafetensorsNames.Describe(name, Tensors)}.");
        }

        if (!SafetensorsTypes.CanRead(tensor.Type))
        {
            throw new InvalidDataException($"'{_name}' has tensor {shown} of type {tensor.Type}; F64, F32, F16 and BF16 can be read.");
        }

        if (tensor.Count > Array.MaxLength)
        {
            throw new InvalidDataException($"'{_name}' has tensor {shown} of {tensor.Count} elements; an array takes {Array.MaxLength}.");
        }

        return tensor;
    }

    private static byte[] ReadHeader(Stream stream)
    {
        if (stream.Length < LengthBytes)
        {
            throw new SafetensorsFormatException($"it has {stream.Length} bytes; the length of its header alone takes {LengthBytes}.");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        stream.Position = 0;
        stream.ReadExactly(length);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (claimed > MaximumHeader)
        {
            throw new SafetensorsFormatException($"its header claims {claimed} bytes; at most {MaximumHeader} are allowed.");
        }

        if (claimed < 2)
        {
            throw new SafetensorsFormatException($"its header claims {claimed} bytes; '{{}}' alone takes 2.");
        }

        if ((long)claimed > stream.Length - LengthBytes)
        {
            throw new SafetensorsFormatException($"its header claims {claimed} bytes; {stream.Length - LengthBytes} follow.");
        }

        byte[] json = new byte[claimed];
        stream.ReadExactly(json);
        return json;
    }

    // Tensors follow one another without a byte between, before or after them.
    private void CheckOffsets()
    {
        long end = 0;
        foreach (SafetensorsTensor tensor in Tensors)
        {
            if (tensor.Begin != end)
            {
                throw new SafetensorsFormatException(
                    $"tensor {SafetensorsFormatException.Show(tensor.Name)} begins at byte {tensor.Begin}, the one before it ends at byte {end}.");
            }
            end = tensor.End;
        }
        long bytes = _stream.Length - _data;
        if (end != bytes)
        {
            string last = Tensors.Count == 0 ? "it has no tensors" : $"tensor {SafetensorsFormatException.Show(Tensors[^1].Name)} ends at byte {end}";
            throw new SafetensorsFormatException($"{last}, the data at byte {bytes}.");
        }
    }
}
