namespace Norm.ML.Lab.Experiments;

/// <summary>What the numbers are stored in.</summary>
internal enum ElementType
{
    /// <summary>24 bits of precision: about seven decimal digits.</summary>
    Float,

    /// <summary>53 bits of precision: about sixteen decimal digits.</summary>
    Double,
}
