namespace Norm.ML.Generators.Model;

/// <summary>Where a kernel goes: the struct to complete, and what encloses it.</summary>
internal sealed record KernelTarget
{
    /// <summary>The namespace as code spells it; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The enclosing types from the outside in, as declarations without modifiers ("partial class Outer").</summary>
    public required EquatableArray<string> Containers { get; init; }

    /// <summary>The struct's declaration without other modifiers ("partial struct BertNorm").</summary>
    public required string Declaration { get; init; }

    /// <summary>The struct's name as code spells it (with @ where it is a keyword).</summary>
    public required string Name { get; init; }

    /// <summary>The struct from the global namespace down ("global::Demo.Outer.BertNorm").</summary>
    public required string FullName { get; init; }

    /// <summary>The struct's path of names with + between types: unique in the compilation, and a valid file name.</summary>
    public required string MetadataName { get; init; }

    /// <summary>Who can see the struct.</summary>
    public required Reach Reach { get; init; }
}

/// <summary>How far a type can be seen, its enclosing types included.</summary>
internal enum Reach
{
    /// <summary>Within a type, so code outside cannot name it.</summary>
    Hidden,

    /// <summary>Within the assembly.</summary>
    Assembly,

    /// <summary>Everywhere.</summary>
    Everywhere,
}
