using Norm.ML.Generators.Diagnostics;

namespace Norm.ML.Generators.Model;

/// <summary>What reading an attribute gave: a sound request, or what is wrong with it. The pipeline goes on with each of them apart.</summary>
/// <param name="Request">The request; null where a rule rejects it.</param>
/// <param name="Problems">What the generator reports.</param>
internal sealed record Reading(KernelRequest? Request, EquatableArray<Problem> Problems);

/// <summary>One sound request: what to compute, and where to put it. The pipeline holds nothing else of the user's code.</summary>
internal sealed record KernelRequest
{
    public required KernelDefinition Definition { get; init; }

    public required KernelTarget Target { get; init; }
}

/// <summary>Where a kernel goes: the struct to complete, and what encloses it.</summary>
internal sealed record KernelTarget
{
    /// <summary>The namespace as code spells it; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The enclosing types from the outside in, as declarations without modifiers ("partial class Outer").</summary>
    public required EquatableArray<string> Containers { get; init; }

    /// <summary>The struct's declaration without other modifiers ("partial struct BertNorm").</summary>
    public required string Declaration { get; init; }

    /// <summary>The struct's name as code spells it (with @ where it is a keyword, or could become one).</summary>
    public required string Name { get; init; }

    /// <summary>The struct from the global namespace down ("global::Demo.Outer.BertNorm").</summary>
    public required string FullName { get; init; }

    /// <summary>The struct's path of names with + between types: unique in the compilation, and a valid file name.</summary>
    public required string MetadataName { get; init; }

    /// <summary>Who can see the struct.</summary>
    public required Reach Reach { get; init; }

    /// <summary>The attributes about the struct's use, which hold for its extension class too: [Obsolete], [Experimental] and their like.</summary>
    public required EquatableArray<string> UseAttributes { get; init; }

    /// <summary>
    /// Whether the assembly promises that all languages can use it (CLSCompliant) and the user has not said yet that the kernel does not.
    /// </summary>
    public required bool IsOutsideCls { get; init; }

    /// <summary>What the user has documented, so that it is not documented twice.</summary>
    public required OwnDocumentation Documented { get; init; }
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

/// <summary>The parts of a documentation comment that the user has written on the struct.</summary>
[Flags]
internal enum OwnDocumentation
{
    None = 0,
    Summary = 1,
    Remarks = 2,
}

/// <summary>Structs whose emitted files would have one name, because names of files do not tell upper from lower case.</summary>
internal sealed record NameClashes(EquatableArray<string> Names)
{
    /// <summary>Finds the names that clash with another, in a fixed order; usually none.</summary>
    public static NameClashes Find(IEnumerable<KernelRequest> requests) =>
        new(new EquatableArray<string>([.. requests.Select(request => request.Target.MetadataName)
            .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .SelectMany(group => group)
            .OrderBy(name => name, StringComparer.Ordinal)]));

    /// <summary>Whether a name differs from another in case only.</summary>
    public bool Has(KernelTarget target) => Names.Contains(target.MetadataName);

    /// <summary>Whether two types have the very same name, which the compiler refuses, and so no file can serve.</summary>
    public bool IsAmbiguous(KernelTarget target) => Names.Count(name => name == target.MetadataName) > 1;
}
