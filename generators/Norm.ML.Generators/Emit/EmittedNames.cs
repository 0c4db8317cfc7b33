using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Emit;

/// <summary>The names that emitted code takes: in the struct, beside it, and as a file.</summary>
internal static class EmittedNames
{
    private static readonly string[] Properties = ["Kind", "ExampleLength", "GammaLength", "BetaLength", "Epsilon", "Precision"];

    /// <summary>Marks a member as generated, with the tool and its version; on members, because users may add their own to the struct.</summary>
    public static readonly string Generated =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"{typeof(EmittedNames).Assembly.GetName().Name}\", \"{Version}\")]";

    /// <summary>The generator's version.</summary>
    public static string Version => typeof(EmittedNames).Assembly.GetName().Version.ToString(3);

    /// <summary>The members of a struct with a kernel.</summary>
    public static readonly string[] Members =
        ["Normalize", "NormalizeResidual", "Backward", .. Properties, .. Properties.Select(name => $"get_{name}")];

    /// <summary>The outermost namespaces of all that emitted code refers to.</summary>
    public static readonly string[] Namespaces = ["System", "Norm", "Microsoft"];

    /// <summary>The class that holds the extension method for ML.NET. Structs of one name in different types get different classes.</summary>
    public static string ExtensionClass(KernelTarget target)
    {
        string suffix = target.Containers.Count == 0 ? "" : $"_{Fingerprint(target.MetadataName):x8}";
        return $"{target.Name.TrimStart('@')}TransformsCatalogExtensions{suffix}";
    }

    /// <summary>The emitted file. Names that differ in case only would be one file for the compiler, so they get a fingerprint.</summary>
    public static string File(KernelTarget target, bool fingerprint) =>
        fingerprint ? $"{target.MetadataName}.{Fingerprint(target.MetadataName):x8}.g.cs" : $"{target.MetadataName}.g.cs";

    // FNV-1a, because string.GetHashCode differs from run to run.
    private static uint Fingerprint(string text) => text.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));
}
