namespace Norm.ML.Onnx.Internals.Messages;

/// <summary>The element types of ONNX that this library knows, by the format's numbers.</summary>
internal enum TensorType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Boolean = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>What is known of element types.</summary>
internal static class TensorTypes
{
    /// <summary>The element type of a .NET type.</summary>
    /// <exception cref="NotSupportedException">ONNX has none for it; the message names the type.</exception>
    public static TensorType Of(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Single => TensorType.Float,
        TypeCode.Double => TensorType.Double,
        TypeCode.Boolean => TensorType.Boolean,
        TypeCode.SByte => TensorType.Int8,
        TypeCode.Byte => TensorType.UInt8,
        TypeCode.Int16 => TensorType.Int16,
        TypeCode.UInt16 => TensorType.UInt16,
        TypeCode.Int32 => TensorType.Int32,
        TypeCode.UInt32 => TensorType.UInt32,
        TypeCode.Int64 => TensorType.Int64,
        TypeCode.UInt64 => TensorType.UInt64,
        _ => throw new NotSupportedException($"its elements are {type.Name}; a graph takes numbers and truth values"),
    };

    /// <summary>The bytes of an element; null for types of texts, of parts of a byte, and of later versions.</summary>
    public static int? SizeOf(int type) => (TensorType)type switch
    {
        TensorType.UInt8 or TensorType.Int8 or TensorType.Boolean => 1,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Float16 or TensorType.BFloat16 => 2,
        TensorType.Float or TensorType.Int32 or TensorType.UInt32 => 4,
        TensorType.Double or TensorType.Int64 or TensorType.UInt64 => 8,
        _ => null,
    };

    /// <summary>Whether elements are numbers with a fraction.</summary>
    public static bool IsFloating(int type) => (TensorType)type is TensorType.Float or TensorType.Double or TensorType.Float16 or TensorType.BFloat16;
}
