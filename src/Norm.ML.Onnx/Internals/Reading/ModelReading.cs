using Google.Protobuf;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>From the bytes of a file to its messages.</summary>
internal static class ModelReading
{
    /// <summary>All bytes of a stream. Of a file they are read in one piece.</summary>
    /// <exception cref="OnnxFormatException">There are more than a message can have.</exception>
    public static byte[] ReadAll(Stream stream)
    {
        if (stream.CanSeek)
        {
            long left = stream.Length - stream.Position;
            if (left > Array.MaxLength)
            {
                throw TooLong(left);
            }

            byte[] bytes = new byte[left];
            stream.ReadExactly(bytes);
            return bytes;
        }

        var all = new MemoryStream();
        byte[] block = new byte[1 << 16];
        for (int count = stream.Read(block); count > 0; count = stream.Read(block))
        {
            if (all.Length + count > Array.MaxLength)
            {
                throw TooLong(all.Length + count);
            }

            all.Write(block, 0, count);
        }

        return all.ToArray();
    }

    private static OnnxFormatException TooLong(long length) => new(
        $"it has {length} bytes; one message has at most {Array.MaxLength}. Save the model with its tensors in another file.");

    /// <exception cref="OnnxFormatException">The bytes are not a model.</exception>
    public static ModelProto Parse(byte[] bytes)
    {
        try
        {
            MessageCost.Check(bytes);
            ModelProto model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            if (model.Graph is null || !model.HasIrVersion || model.OpsetImport.Count == 0)
            {
                throw new OnnxFormatException("it has no graph, no format version or no operator set; a model has all three.");
            }

            return model;
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new OnnxFormatException($"its {bytes.Length} bytes are cut or altered: {problem.Message}");
        }
    }
}
