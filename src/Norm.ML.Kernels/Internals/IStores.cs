namespace Norm.ML.Internals;

/// <summary>How results reach memory; the JIT sees a constant.</summary>
internal interface IStores
{
    static abstract bool Streaming { get; }
}

/// <summary>Through the caches: what is written will soon be read.</summary>
internal readonly struct Cached : IStores
{
    public static bool Streaming => false;
}

/// <summary>Past the caches: the result is larger than they are, and memory need not be read before it is overwritten.</summary>
internal readonly struct Streamed : IStores
{
    public static bool Streaming => true;
}
