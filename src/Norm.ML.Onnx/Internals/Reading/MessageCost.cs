using Google.Protobuf;
using Google.Protobuf.Reflection;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>
/// What the messages of a file will take in memory, found by walking over them before they are made: a message of two bytes is an object of some
/// hundred. A file of nothing but such messages is refused.
/// </summary>
internal sealed class MessageCost(MessageDescriptor descriptor) : IMessage
{
    // The bytes themselves, their copies in tensors, and as much again for names. Networks of some ten thousand nodes without weights need the rest.
    private const int Factor = 4, Allowance = 64 << 20;

    private const int Object = 64, Reference = 16, Text = 32;

    private long _cost;

    public MessageDescriptor Descriptor => descriptor;

    /// <exception cref="OnnxFormatException">The messages would take too much.</exception>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not messages.</exception>
    public static void Check(byte[] bytes)
    {
        var model = new MessageCost(ModelProto.Descriptor);
        model.MergeFrom(new CodedInputStream(bytes));
        if (bytes.Length + model._cost > ((long)Factor * bytes.Length) + Allowance)
        {
            throw new OnnxFormatException(
                $"it would take {bytes.Length + model._cost} bytes of memory, for {bytes.Length} in the file; no model has so many small parts.");
        }
    }

    public void MergeFrom(CodedInputStream input)
    {
        _cost += Object + (Object * descriptor.Fields.InDeclarationOrder().Count(field => field.IsRepeated))
            + (Reference * descriptor.Fields.InDeclarationOrder().Count);
        while (input.ReadTag() is var tag and not 0)
        {
            FieldDescriptor? field = descriptor.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            bool delimited = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;
            if (field is { FieldType: FieldType.Message } && delimited)
            {
                Message(input, field.MessageType);
            }
            else
            {
                Skip(input, field, delimited);
            }
        }
    }

    private void Message(CodedInputStream input, MessageDescriptor type)
    {
        var part = new MessageCost(type);
        input.ReadMessage(part);
        _cost += part._cost + Reference;
    }

    private void Skip(CodedInputStream input, FieldDescriptor? field, bool delimited)
    {
        long start = input.Position;
        input.SkipLastField();
        long length = input.Position - start;
        _cost += field?.FieldType switch
        {
            FieldType.String => Text + Reference + (2 * length),
            FieldType.Bytes => Text + Text + length,
            FieldType.Int64 or FieldType.Int32 when delimited => Reference * length,
            null => 0,
            _ => Reference + length,
        };
    }

    public void WriteTo(CodedOutputStream output) => throw new NotSupportedException("Nothing is kept to write.");

    public int CalculateSize() => 0;
}
