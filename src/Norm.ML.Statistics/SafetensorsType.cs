namespace Norm.ML;

/// <summary>The element types of safetensors files that take whole bytes. All can be listed; the first four can be read.</summary>
public enum SafetensorsType
{
    /// <summary>IEEE double precision, 8 bytes.</summary>
    F64,

    /// <summary>IEEE single precision, 4 bytes.</summary>
    F32,

    /// <summary>IEEE half precision, 2 bytes.</summary>
    F16,

    /// <summary>The upper half of a single, 2 bytes.</summary>
    BF16,

    /// <summary>A truth value, 1 byte.</summary>
    BOOL,

    /// <summary>An integer, 1 byte.</summary>
    I8,

    /// <summary>An integer without sign, 1 byte.</summary>
    U8,

    /// <summary>An integer, 2 bytes.</summary>
    I16,

    /// <summary>An integer without sign, 2 bytes.</summary>
    U16,

    /// <summary>An integer, 4 bytes.</summary>
    I32,

    /// <summary>An integer without sign, 4 bytes.</summary>
    U32,

    /// <summary>An integer, 8 bytes.</summary>
    I64,

    /// <summary>An integer without sign, 8 bytes.</summary>
    U64,

    /// <summary>Five bits of exponent, two of fraction, 1 byte.</summary>
    F8_E5M2,

    /// <summary>Four bits of exponent, three of fraction, 1 byte.</summary>
    F8_E4M3,

    /// <summary>A power of two, 1 byte.</summary>
    F8_E8M0,

    /// <summary>Two singles, 8 bytes.</summary>
    C64,
}
