using System.Globalization;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>The folder of the file, from which tensors that lie in other files are read. Nothing outside of it is opened.</summary>
/// <param name="folder">The folder; null where the model came from a stream.</param>
internal sealed class ExternalFolder(string? folder)
{
    /// <summary>The bytes of a tensor.</summary>
    /// <exception cref="UnreadNormException">The other file is not there, or may not be read.</exception>
    /// <exception cref="OnnxFormatException">What the tensor says of its place is wrong.</exception>
    public byte[] Read(TensorProto tensor, long length)
    {
        string shown = OnnxFormatException.Show(tensor.Name);
        Dictionary<string, string> facts = [];
        foreach (StringStringEntryProto entry in tensor.ExternalData)
        {
            if (!facts.TryAdd(entry.Key, entry.Value))
            {
                throw new OnnxFormatException($"tensor {shown} says {OnnxFormatException.Show(entry.Key)} of its other file twice.");
            }
        }

        string location = facts.GetValueOrDefault("location", "");
        long offset = Number(shown, facts, "offset", 0), claimed = Number(shown, facts, "length", length);
        if (claimed != length)
        {
            throw new OnnxFormatException($"tensor {shown} has {claimed} bytes in another file; its dimensions and type take {length}.");
        }

        if (folder is null)
        {
            throw new UnreadNormException($"tensor {shown} is in another file, {OnnxFormatException.Show(location)}; read the model by its path");
        }

        string path = Find(shown, location);
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (offset > stream.Length || length > stream.Length - offset || length > Array.MaxLength)
            {
                throw new OnnxFormatException(
                    $"tensor {shown} is said to have {length} bytes from byte {offset} of {OnnxFormatException.Show(location)}, "
                    + $"which has {stream.Length}.");
            }

            byte[] bytes = new byte[length];
            stream.Position = offset;
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UnreadNormException($"tensor {shown} is in another file, {OnnxFormatException.Show(location)}, which cannot be read");
        }
    }

    private static long Number(string tensor, Dictionary<string, string> facts, string name, long otherwise) =>
        !facts.TryGetValue(name, out string? text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new OnnxFormatException(
            $"tensor {tensor} says {name} {OnnxFormatException.Show(text)} of its other file; expected: a number that is not negative.");

    // Only files below the folder: no path from a root, none that leaves, no link.
    private string Find(string tensor, string location)
    {
        string[] parts = location.Split('/', '\\');
        if (location.Length == 0 || Path.IsPathRooted(location) || parts.Contains("..")
            || parts.Any(part => part.Contains(':') || part.Contains('\0')))
        {
            throw new OnnxFormatException(
                $"tensor {tensor} is said to be in {OnnxFormatException.Show(location)}; accepted: a file in the folder of the model.");
        }

        string path = folder!;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new UnreadNormException($"tensor {tensor} is in {OnnxFormatException.Show(location)}, which is a link");
            }
        }

        return path;
    }
}
