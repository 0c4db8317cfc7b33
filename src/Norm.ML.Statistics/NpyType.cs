namespace Norm.ML;

/// <summary>The element types of .npy files that <see cref="NpyMatrix"/> reads.</summary>
public enum NpyType
{
    /// <summary>Half precision, <c>f2</c>.</summary>
    Float16,

    /// <summary>Single precision, <c>f4</c>.</summary>
    Float32,

    /// <summary>Double precision, <c>f8</c>.</summary>
    Float64,

    /// <summary>Signed, 8 bits, <c>i1</c>.</summary>
    Int8,

    /// <summary>Unsigned, 8 bits, <c>u1</c>.</summary>
    UInt8,

    /// <summary>Signed, 16 bits, <c>i2</c>.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits, <c>u2</c>.</summary>
    UInt16,

    /// <summary>Signed, 32 bits, <c>i4</c>.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits, <c>u4</c>.</summary>
    UInt32,

    /// <summary>Signed, 64 bits, <c>i8</c>; beyond 2^53 rounded to the nearest double.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits, <c>u8</c>; beyond 2^53 rounded to the nearest double.</summary>
    UInt64,
}
