namespace Norm.ML.Reliability.Mutants;

/// <summary>A project whose code is mutated, and the tests that have to notice.</summary>
/// <param name="Name">The name on the command line and in the results.</param>
/// <param name="Folder">The folder of the project, from the root of the repository.</param>
/// <param name="Tests">The folder of the test project.</param>
/// <param name="Depth">The value of <c>NORM_ML_TEST_DEPTH</c>; null for the tests' own.</param>
/// <param name="Filter">The tests for the first look, in the syntax of <c>dotnet test --filter</c>; null for all. <c>--again</c> runs all.</param>
internal sealed record MutatedProject(string Name, string Folder, string Tests, string? Depth = null, string? Filter = null)
{
    public static IReadOnlyList<MutatedProject> All { get; } =
    [
        new("Statistics", "src/Norm.ML.Statistics", "tests/Norm.ML.Statistics.Tests", Filter: Without(
            "Sparse_rows_have_the_bits_of_rows_in_full", "A_million_rows_far_from_zero", "FitThenApplyTests", "Outliers_of_large_data")),
        new("Norm.ML", "src/Norm.ML", "tests/Norm.ML.Tests"),
        new("Generators", "generators/Norm.ML.Generators", "tests/Norm.ML.Generators.Tests"),
        new("CodeFixes", "generators/Norm.ML.CodeFixes", "tests/Norm.ML.Generators.Tests"),
        new("Kernels", "src/Norm.ML.Kernels", "tests/Norm.ML.Kernels.Tests", Depth: "quick"),
    ];

    public string ProjectFile => Path.GetFileName(Folder) + ".csproj";

    // Tests that take more than ten seconds.
    private static string Without(params string[] slow) => string.Join('&', slow.Select(name => $"FullyQualifiedName!~{name}"));

    public static MutatedProject Named(string name) => All.First(project => project.Name == name);
}
