namespace Norm.ML.Internals.Memory;

/// <summary>How results reach memory; the JIT sees a constant.</summary>
internal interface IStoreMode
{
    static abstract bool NonTemporal { get; }
}

/// <summary>Through the caches: what is written will soon be read.</summary>
internal readonly struct CachedStore : IStoreMode
{
    public static bool NonTemporal => false;
}

/// <summary>Past the caches: the result is larger than they are, and memory need not be read before it is overwritten.</summary>
internal readonly struct NonTemporalStore : IStoreMode
{
    public static bool NonTemporal => true;
}
