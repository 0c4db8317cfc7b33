namespace Norm.ML.Packages.Tests.Packing;

/// <summary>The program in each package's README, as a user would run it.</summary>
[Collection(nameof(PackedPackages))]
public class ConsumerTests(PackedPackages packages)
{
    private static readonly string[] Analyzers = ["Norm.ML.CodeFixes", "Norm.ML.Generators"];

    [Theory]
    [InlineData("Norm.ML.Kernels", "FourNorm.g.cs")]
    [InlineData("Norm.ML.Statistics", null)]
    [InlineData("Norm.ML", "FourNorm.g.cs")]
    [InlineData("Norm.ML.Onnx", null)]
    [InlineData("Norm.ML.Extensions.AI", null)]
    [InlineData("Norm.ML.Testing", "FourNorm.g.cs")]
    public void The_readmes_program_prints_what_the_readme_says(string id, string? kernel)
    {
        Package package = packages.Open(id);
        var consumer = new Consumer(packages, id, Assert.Single(package.ReadmeBlocks("csharp")), id);
        Assert.Equal(Analyzers, consumer.Build());
        if (kernel is not null)
        {
            Assert.Single(consumer.Generated(), file => file.EndsWith(kernel, StringComparison.Ordinal));
        }

        Assert.Equal(Assert.Single(package.ReadmeBlocks("text")), consumer.Run().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_generator_comes_once_to_who_installs_both_packages() =>
        Assert.Equal(Analyzers, new Consumer(packages, "both", "", "Norm.ML", "Norm.ML.Kernels").Restore());
}
