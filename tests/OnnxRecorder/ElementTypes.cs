namespace Norm.ML.Tests.Onnx;

/// <summary>TensorProto.DataType: what ONNX calls an element type.</summary>
public static class ElementTypes
{
    static readonly Dictionary<long, Type> Types = new()
    {
        [1] = typeof(float),
        [2] = typeof(byte),
        [3] = typeof(sbyte),
        [4] = typeof(ushort),
        [5] = typeof(short),
        [6] = typeof(int),
        [7] = typeof(long),
        [8] = typeof(string),
        [9] = typeof(bool),
        [11] = typeof(double),
        [12] = typeof(uint),
        [13] = typeof(ulong),
    };

    public static Type Of(long code) => Types[code];

    public static long Code(Type type) => Types.Single(pair => pair.Value == type).Key;
}
