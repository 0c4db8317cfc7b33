namespace Norm.ML.Generators.Model;

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
