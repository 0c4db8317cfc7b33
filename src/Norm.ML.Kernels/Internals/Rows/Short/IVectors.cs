namespace Norm.ML.Internals;

/// <summary>How many vectors of sixteen floats a row takes, the last of which may be a part; the JIT sees a constant. 0 means more, which takes a loop.</summary>
internal interface IVectors
{
    static abstract int Count { get; }
}

internal readonly struct Vectors1 : IVectors { public static int Count => 1; }

internal readonly struct Vectors2 : IVectors { public static int Count => 2; }

internal readonly struct Vectors3 : IVectors { public static int Count => 3; }

internal readonly struct Vectors4 : IVectors { public static int Count => 4; }

internal readonly struct Vectors5 : IVectors { public static int Count => 5; }

internal readonly struct Vectors6 : IVectors { public static int Count => 6; }

internal readonly struct Vectors7 : IVectors { public static int Count => 7; }

internal readonly struct Vectors8 : IVectors { public static int Count => 8; }

internal readonly struct VectorsMore : IVectors { public static int Count => 0; }
