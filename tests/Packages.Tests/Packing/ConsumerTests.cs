using System.Text.RegularExpressions;

namespace Norm.ML.Packages.Tests.Packing;

/// <summary>The program in each package's README, as a user would run it.</summary>
[Collection(nameof(PackedPackages))]
public partial class ConsumerTests(PackedPackages packages)
{
    static readonly string[] Analyzers = ["Norm.ML.CodeFixes", "Norm.ML.Generators"];

    [Theory]
    [InlineData("Norm.ML.Kernels", "FourNorm.g.cs")]
    [InlineData("Norm.ML", "FourNorm.g.cs")]
    public void TheReadmesProgramPrintsWhatTheReadmeSays(string id, string kernel)
    {
        string readme = packages.Open(id).ReadText("README.md").ReplaceLineEndings("\n");
        var consumer = new Consumer(packages, id, Block("csharp", readme), id);
        Assert.Equal(Analyzers, consumer.Build());
        Assert.Single(consumer.Generated(), file => file.EndsWith(kernel, StringComparison.Ordinal));
        Assert.Equal(Block("text", readme), consumer.Run().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void TheGeneratorComesOnceToWhoInstallsBothPackages() =>
        Assert.Equal(Analyzers, new Consumer(packages, "both", "", "Norm.ML", "Norm.ML.Kernels").Restore());

    static string Block(string language, string readme) => Assert.Single(Fence().Matches(readme), match => match.Groups[1].Value == language).Groups[2].Value;

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
