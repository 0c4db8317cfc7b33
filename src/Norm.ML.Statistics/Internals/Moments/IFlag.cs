namespace Norm.ML.Internals.Moments;

/// <summary>A choice that the JIT makes when it compiles a kernel.</summary>
internal interface IFlag
{
    static abstract bool IsSet { get; }
}

internal readonly struct Yes : IFlag
{
    public static bool IsSet => true;
}

internal readonly struct No : IFlag
{
    public static bool IsSet => false;
}
