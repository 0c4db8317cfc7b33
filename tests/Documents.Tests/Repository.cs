using System.Reflection;

namespace Norm.ML.Documents.Tests;

/// <summary>The repository that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!;

    /// <summary>All Markdown pages, by their paths from the root, with slashes.</summary>
    public static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Root, "*.md")
            .Concat(new[] { "src", "docs", "generators", "tests", "benchmarks" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>All C# files that are written by hand, by their paths from the root.</summary>
    public static IEnumerable<string> Sources() =>
        new[] { "src", "generators", "tests", "benchmarks" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.EndsWith(".verified.cs", StringComparison.Ordinal) && !path.EndsWith(".received.cs", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>All documents with C# in them, by their paths from the root. The pages of the generator's rules show what is wrong too, and have
    /// their own test.</summary>
    public static IEnumerable<string> Documents() => Pages()
        .Where(path => !path.StartsWith("docs/rules/", StringComparison.Ordinal) && DocumentProgram.Read(Path.Combine(Root, path)).HasBlocks);
}
