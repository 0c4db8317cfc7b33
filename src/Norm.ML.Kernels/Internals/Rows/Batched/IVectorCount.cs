namespace Norm.ML.Internals.Rows.Batched;

/// <summary>How many vectors of sixteen floats a row takes, the last of which may be a part; the JIT sees a constant. 0 means more, which takes a loop.</summary>
internal interface IVectorCount
{
    static abstract int Count { get; }
}

internal readonly struct Vectors1 : IVectorCount { public static int Count => 1; }

internal readonly struct Vectors2 : IVectorCount { public static int Count => 2; }

internal readonly struct Vectors3 : IVectorCount { public static int Count => 3; }

internal readonly struct Vectors4 : IVectorCount { public static int Count => 4; }

internal readonly struct Vectors5 : IVectorCount { public static int Count => 5; }

internal readonly struct Vectors6 : IVectorCount { public static int Count => 6; }

internal readonly struct Vectors7 : IVectorCount { public static int Count => 7; }

internal readonly struct Vectors8 : IVectorCount { public static int Count => 8; }

internal readonly struct VectorsMore : IVectorCount { public static int Count => 0; }
