using System.Reflection;

namespace Norm.ML.Packages.Tests;

/// <summary>Where this build's files lie, as the project file says.</summary>
internal static class BuildFacts
{
    public static string Repository { get; } = Find("Repository");

    /// <summary>The folder of all build output.</summary>
    public static string Artifacts { get; } = Find("Artifacts");

    public static string Configuration { get; } = Find("Configuration");

    /// <summary>
    /// The packages that this build was restored with: what our packages depend on is there, so that restoring them needs no network.
    /// </summary>
    public static string PackageFolder { get; } = Find("PackageFolder");

    /// <summary>The built file of a project.</summary>
    public static string Output(string project, string file) => Path.Combine(Artifacts, "bin", project, Configuration.ToLowerInvariant(), file);

    private static string Find(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == key).Value!;
}
