using System.Buffers.Binary;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>A tensor's numbers, widened to doubles without loss, and its dimensions.</summary>
internal sealed record ConstantTensor(long[] Shape, double[] Values, int Type);

/// <summary>Checks tensors of the file, and reads those that are asked for.</summary>
internal sealed class TensorReading(ExternalFolder external)
{
    /// <summary>Refuses a tensor whose dimensions and bytes disagree. Nothing is copied.</summary>
    public static void Check(TensorProto tensor)
    {
        long count = CountOf(tensor);
        if (tensor.DataLocation != 0 || TensorTypes.SizeOf(tensor.DataType) is not { } size)
        {
            return;
        }

        bool raw = tensor.HasRawData;
        int typed = tensor.FloatData.Count + tensor.DoubleData.Count + tensor.Int32Data.Count + tensor.Int64Data.Count;
        if (raw && typed > 0)
        {
            throw Wrong(tensor, $"holds its elements twice, {tensor.RawData.Length} bytes and {typed} numbers");
        }

        if (raw && tensor.RawData.Length != count * (decimal)size)
        {
            throw Wrong(tensor, $"has {tensor.RawData.Length} bytes; {count} elements of {Name(tensor.DataType)} take {count * (decimal)size}");
        }

        if (!raw && ListOf(tensor) is { } held && held != count)
        {
            throw Wrong(tensor, $"has {held} numbers; its dimensions [{string.Join(", ", tensor.Dims)}] say {count}");
        }
    }

    /// <summary>How many elements the dimensions say.</summary>
    public static long CountOf(TensorProto tensor)
    {
        long count = 1;
        foreach (long dimension in tensor.Dims)
        {
            if (dimension < 0)
            {
                throw Wrong(tensor, $"has the dimensions [{string.Join(", ", tensor.Dims)}]; none may be negative");
            }

            if (dimension != 0 && count > long.MaxValue / dimension)
            {
                throw Wrong(tensor, $"has the dimensions [{string.Join(", ", tensor.Dims)}], more elements than can be counted");
            }

            count *= dimension;
        }

        return count;
    }

    /// <summary>The numbers of a tensor of Single, Double, Half or BFloat16, or of integers of 32 or 64 bits.</summary>
    /// <exception cref="UnreadNormException">It is of another type, or in another file that cannot be read.</exception>
    public ConstantTensor Read(TensorProto tensor)
    {
        long count = CountOf(tensor);
        if (!TensorTypes.IsFloating(tensor.DataType) && (TensorType)tensor.DataType is not (TensorType.Int64 or TensorType.Int32))
        {
            throw new UnreadNormException(
                $"tensor {OnnxFormatException.Show(tensor.Name)} is of {Name(tensor.DataType)}; Single, Double, Half and BFloat16 can be read");
        }

        if (tensor.DataLocation != 0)
        {
            return new([.. tensor.Dims], Decode(external.Read(tensor, count * TensorTypes.SizeOf(tensor.DataType)!.Value), tensor.DataType),
                tensor.DataType);
        }

        Check(tensor);
        double[] values = tensor.HasRawData ? Decode(tensor.RawData.Span, tensor.DataType) : (TensorType)tensor.DataType switch
        {
            TensorType.Float => [.. tensor.FloatData.Select(value => (double)value)],
            TensorType.Double => [.. tensor.DoubleData],
            TensorType.Int64 => [.. tensor.Int64Data.Select(value => (double)value)],
            TensorType.Int32 => [.. tensor.Int32Data.Select(value => (double)value)],
            TensorType.Float16 => [.. tensor.Int32Data.Select(bits => (double)BitConverter.UInt16BitsToHalf(Bits(tensor, bits)))],
            _ => [.. tensor.Int32Data.Select(bits => (double)BitConverter.Int32BitsToSingle(Bits(tensor, bits) << 16))],
        };
        return new([.. tensor.Dims], values, tensor.DataType);
    }

    private static double[] Decode(ReadOnlySpan<byte> bytes, int type)
    {
        double[] values = new double[bytes.Length / TensorTypes.SizeOf(type)!.Value];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (TensorType)type switch
            {
                TensorType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                TensorType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
                TensorType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                TensorType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
                TensorType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16),
            };
        }

        return values;
    }

    private static ushort Bits(TensorProto tensor, int bits) =>
        bits is >= 0 and <= ushort.MaxValue ? (ushort)bits : throw Wrong(tensor, $"has {bits} among its numbers, which is not 16 bits");

    // How many numbers there are in the list that belongs to the type; null for those whose list is left out here.
    private static int? ListOf(TensorProto tensor) => (TensorType)tensor.DataType switch
    {
        TensorType.Float => tensor.FloatData.Count,
        TensorType.Double => tensor.DoubleData.Count,
        TensorType.Int64 => tensor.Int64Data.Count,
        TensorType.UInt32 or TensorType.UInt64 => null,
        _ => tensor.Int32Data.Count,
    };

    private static string Name(int type) => Enum.IsDefined((TensorType)type) ? ((TensorType)type).ToString() : $"type {type}";

    private static OnnxFormatException Wrong(TensorProto tensor, string what) => new($"tensor {OnnxFormatException.Show(tensor.Name)} {what}.");
}
