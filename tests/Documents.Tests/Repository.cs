using System.Reflection;

namespace Norm.ML.Documents.Tests;

/// <summary>The repository that these tests were built in.</summary>
static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!;

    /// <summary>All documents with C# in them, by their paths from the root. The pages of the generator's rules show what is wrong too, and have their own test.</summary>
    public static IEnumerable<string> Documents() =>
        new[] { "README.md", "src", "docs", "generators", "tests", "benchmarks" }.Select(name => Path.Combine(Root, name))
            .SelectMany(path => File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*.md", SearchOption.AllDirectories))
            .Where(path => !path.StartsWith(Path.Combine(Root, "docs", "rules"), StringComparison.Ordinal) && DocumentProgram.Read(path).HasBlocks)
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal);
}
