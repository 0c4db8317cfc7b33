using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Norm.ML.Packages.Tests.Packing;

[Collection(nameof(PackedPackages))]
public class PackageContentTests(PackedPackages packages)
{
    public static TheoryData<string> Ids => [.. PackedPackages.Ids];

    [Fact]
    public void KernelsHoldTheLibraryAndTheGenerator() => Assert.Equal(
        ["Norm.ML.Kernels.nuspec", "README.md", "analyzers/dotnet/cs/Norm.ML.CodeFixes.dll", "analyzers/dotnet/cs/Norm.ML.Generators.dll",
            "lib/net10.0/Norm.ML.Kernels.dll", "lib/net10.0/Norm.ML.Kernels.xml"],
        packages.Open("Norm.ML.Kernels").Files);

    [Theory]
    [InlineData("Norm.ML.Statistics")]
    [InlineData("Norm.ML.Statistics.Sql")]
    [InlineData("Norm.ML")]
    public void TheOthersHoldTheirLibraryAlone(string id) => Assert.Equal(
        [$"{id}.nuspec", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"],
        packages.Open(id).Files.Order(StringComparer.Ordinal));

    [Fact]
    public void KernelsDependOnTensorsAlone() =>
        Assert.Equal(["net10.0: System.Numerics.Tensors 11.0.0 without Build,Analyzers"], Dependencies("Norm.ML.Kernels"));

    [Fact]
    public void ComponentsDependOnMLNetAndLetTheGeneratorThrough() => Assert.Equal(
        [$"net10.0: Norm.ML.Statistics {packages.Version} with All", "net10.0: Microsoft.ML 5.0.1 without Build,Analyzers"],
        Dependencies("Norm.ML"));

    [Fact]
    public void StatisticsDependOnKernelsAndSqlOnStatistics()
    {
        Assert.Equal([$"net10.0: Norm.ML.Kernels {packages.Version} with All"], Dependencies("Norm.ML.Statistics"));
        Assert.Equal([$"net10.0: Norm.ML.Statistics {packages.Version} with All"], Dependencies("Norm.ML.Statistics.Sql"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void SaysWhatItIs(string id)
    {
        Package package = packages.Open(id);
        XElement metadata = package.Metadata;
        Assert.Equal((id, "MIT", "README.md"),
            (metadata.Element("id")!.Value, metadata.Element("license")!.Value, metadata.Element("readme")!.Value));
        Assert.Equal("expression", metadata.Element("license")!.Attribute("type")!.Value);
        Assert.All(["authors", "description", "copyright", "tags"], name => Assert.NotEmpty(metadata.Element(name)!.Value));
        Assert.DoesNotContain("$", metadata.ToString());
        Assert.Contains($"# {id}\n", package.ReadText("README.md").ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(typeof(LayerNorm))]
    [InlineData(typeof(NormTransforms))]
    public void NamesTheCommitThatItWasMadeFrom(Type of)
    {
        // A source archive is no repository.
        string version = of.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.Matches(Path.Exists(Path.Combine(BuildFacts.Repository, ".git")) ? $"^{Regex.Escape(packages.Version)}\\+[0-9a-f]{{40}}$"
            : $"^{Regex.Escape(packages.Version)}", version);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void SymbolsBelongToTheLibrary(string id)
    {
        Package symbols = packages.Open(id, "snupkg");
        Assert.Equal([$"{id}.nuspec", $"lib/net10.0/{id}.pdb"], symbols.Files);
        Assert.Equal((symbols.ReadSymbols($"lib/net10.0/{id}.pdb"), true), packages.Open(id).ReadDebugFacts($"lib/net10.0/{id}.dll"));
    }

    [Theory]
    [InlineData("Norm.ML.Kernels", typeof(LayerNorm))]
    [InlineData("Norm.ML.Statistics", typeof(RunningStatistics))]
    [InlineData("Norm.ML.Statistics.Sql", typeof(BatchNormDatabaseExtensions))]
    [InlineData("Norm.ML", typeof(NormTransforms))]
    public void DocumentsEveryPublicType(string id, Type of)
    {
        var documented = XDocument.Parse(packages.Open(id).ReadText($"lib/net10.0/{id}.xml")).Descendants("member")
            .Select(member => member.Attribute("name")!.Value).ToHashSet();
        Type[] types = of.Assembly.GetExportedTypes();
        Assert.NotEmpty(types);
        Assert.All(types.Where(type => type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
            && !type.FullName!.Contains('<')), type =>
            Assert.Contains("T:" + type.FullName!.Replace('+', '.'), documented));
    }

    [Fact]
    public void KernelsWriteNoCodeAtRunTime() => Assert.DoesNotContain(
        typeof(LayerNorm).Assembly.GetReferencedAssemblies(), reference =>
            reference.Name is { } name
            && (name.Contains("Reflection.Emit", StringComparison.Ordinal) || name.Contains("Linq.Expressions", StringComparison.Ordinal)));

    [Fact]
    public void PackingWarnsOfNothing() => Assert.DoesNotContain("warning", packages.Log, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void NothingElseIsPacked()
    {
        string[] packed =
        [
            .. new[] { "src", "generators", "tests", "benchmarks" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, folder), "*.csproj", SearchOption.AllDirectories))
                .Where(file => File.ReadAllText(file).Contains("<IsPackable>true", StringComparison.Ordinal))
                .Select(Path.GetFileNameWithoutExtension)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(PackedPackages.Ids.Order(StringComparer.Ordinal), packed);
    }

    IEnumerable<string> Dependencies(string id) =>
        packages.Open(id).Metadata.Element("dependencies")!.Elements("group").SelectMany(group => group.Elements("dependency").Select(dependency =>
            $"{group.Attribute("targetFramework")!.Value}: {dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}"
            + (dependency.Attribute("include") is { } with ? $" with {with.Value}" : "")
            + (dependency.Attribute("exclude") is { } without ? $" without {without.Value}" : "")));
}

[CollectionDefinition(nameof(PackedPackages))]
public class PackedPackagesCollection : ICollectionFixture<PackedPackages>;
