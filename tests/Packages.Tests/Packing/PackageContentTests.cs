using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Norm.ML.Packages.Tests.Packing;

[Collection(nameof(PackedPackages))]
public class PackageContentTests(PackedPackages packages)
{
    private const int LargestIcon = 10 * 1024;

    public static TheoryData<string> Libraries => [.. PackedPackages.Libraries];

    public static TheoryData<string> Ids => [.. PackedPackages.Libraries, PackedPackages.Tool];

    [Fact]
    public void Kernels_hold_the_library_and_the_generator() => Assert.Equal(
        ["Norm.ML.Kernels.nuspec", "README.md", "analyzers/dotnet/cs/Norm.ML.CodeFixes.dll", "analyzers/dotnet/cs/Norm.ML.Generators.dll",
            "buildTransitive/Norm.ML.Kernels.targets", "icon.png", "lib/net10.0/Norm.ML.Kernels.dll", "lib/net10.0/Norm.ML.Kernels.xml"],
        packages.Open("Norm.ML.Kernels").Files);

    [Theory]
    [InlineData("Norm.ML.Statistics")]
    [InlineData("Norm.ML.Statistics.Sql")]
    [InlineData("Norm.ML.Orleans")]
    [InlineData("Norm.ML")]
    [InlineData("Norm.ML.Hosting")]
    [InlineData("Norm.ML.Onnx")]
    [InlineData("Norm.ML.Extensions.AI")]
    [InlineData("Norm.ML.Testing")]
    public void The_others_hold_their_library_alone(string id) => Assert.Equal(
        [$"{id}.nuspec", "README.md", "icon.png", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"],
        packages.Open(id).Files.Order(StringComparer.Ordinal));

    [Fact]
    public void Kernels_depend_on_tensors_alone() =>
        Assert.Equal(["net10.0: System.Numerics.Tensors 11.0.0 without Build,Analyzers"], Dependencies("Norm.ML.Kernels"));

    [Fact]
    public void Components_depend_on_MLNet_and_let_the_generator_through() => Assert.Equal(
        [$"net10.0: Norm.ML.Statistics {packages.Version} with All", "net10.0: Microsoft.ML 5.0.1 without Build,Analyzers"],
        Dependencies("Norm.ML"));

    [Fact]
    public void Onnx_depends_on_the_components_and_protobuf() => Assert.Equal(
        [$"net10.0: Norm.ML {packages.Version} with All", "net10.0: Google.Protobuf 3.36.2 without Build,Analyzers"],
        Dependencies("Norm.ML.Onnx"));

    [Fact]
    public void Hosting_depends_on_the_components_and_on_abstractions() => Assert.Equal(
        [$"net10.0: Norm.ML {packages.Version} with All",
            .. from name in (string[])["DependencyInjection", "Diagnostics", "Logging"]
               select $"net10.0: Microsoft.Extensions.{name}.Abstractions 11.0.0 without Build,Analyzers"],
        Dependencies("Norm.ML.Hosting"));

    [Fact]
    public void Extensions_of_AI_depend_on_kernels_and_on_its_builders() => Assert.Equal(
        [$"net10.0: Norm.ML.Kernels {packages.Version} with All", "net10.0: Microsoft.Extensions.AI 10.11.0 without Build,Analyzers"],
        Dependencies("Norm.ML.Extensions.AI"));

    [Fact]
    public void Testing_depends_on_the_components() =>
        Assert.Equal([$"net10.0: Norm.ML {packages.Version} with All"], Dependencies("Norm.ML.Testing"));

    [Fact]
    public void Statistics_depend_on_kernels_and_sql_on_statistics()
    {
        Assert.Equal([$"net10.0: Norm.ML.Kernels {packages.Version} with All"], Dependencies("Norm.ML.Statistics"));
        Assert.Equal([$"net10.0: Norm.ML.Statistics {packages.Version} with All"], Dependencies("Norm.ML.Statistics.Sql"));
    }

    [Fact]
    public void Orleans_depends_on_statistics_and_on_orleans_runtime() => Assert.Equal(
        [$"net10.0: Norm.ML.Statistics {packages.Version} with All", "net10.0: Microsoft.Orleans.Runtime 10.4.2 without Build,Analyzers",
            "net10.0: Microsoft.Orleans.Sdk 10.4.2 without Build,Analyzers"],
        Dependencies("Norm.ML.Orleans"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Says_what_it_is(string id)
    {
        Package package = packages.Open(id);
        XElement metadata = package.Metadata;
        Assert.Equal((id, "MIT", "README.md"),
            (metadata.Element("id")!.Value, metadata.Element("license")!.Value, metadata.Element("readme")!.Value));
        Assert.Equal("expression", metadata.Element("license")!.Attribute("type")!.Value);
        Assert.All(["authors", "description", "copyright", "tags"], name => Assert.NotEmpty(metadata.Element(name)!.Value));
        Assert.DoesNotContain("$", metadata.ToString());
        Assert.StartsWith($"# {id}\n", package.ReadText("README.md").ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_an_icon(string id)
    {
        Package package = packages.Open(id);
        byte[] icon = package.Read(package.Metadata.Element("icon")!.Value);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], icon[..8]);
        Assert.InRange(icon.Length, 100, LargestIcon);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Names_the_repository_that_the_rules_help_links_lead_to(string id)
    {
        XElement metadata = packages.Open(id).Metadata, repository = metadata.Element("repository")!;
        string address = metadata.Element("projectUrl")!.Value;
        Assert.Equal(("git", address), (repository.Attribute("type")!.Value, repository.Attribute("url")!.Value));
        if (HasHistory)
        {
            Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")!.Value);
        }

        // The links are literals of the generator, which are UTF-16 in its file.
        byte[] generator = packages.Open("Norm.ML.Kernels").Read("analyzers/dotnet/cs/Norm.ML.Generators.dll");
        Assert.True(generator.AsSpan().IndexOf(Encoding.Unicode.GetBytes(address + "/blob/main/docs/rules/")) >= 0,
            $"No help link starts with {address}.");
    }

    [Theory]
    [InlineData(typeof(LayerNorm))]
    [InlineData(typeof(NormTransforms))]
    public void Names_the_commit_that_it_was_made_from(Type of)
    {
        string version = of.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.Matches(HasHistory ? $"^{Regex.Escape(packages.Version)}\\+[0-9a-f]{{40}}$"
            : $"^{Regex.Escape(packages.Version)}", version);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_belong_to_the_library(string id)
    {
        Package symbols = packages.Open(id, "snupkg");
        Assert.Equal([$"{id}.nuspec", $"lib/net10.0/{id}.pdb"], symbols.Files);
        Assert.Equal((symbols.ReadSymbols($"lib/net10.0/{id}.pdb"), true), packages.Open(id).ReadDebugFacts($"lib/net10.0/{id}.dll"));
    }

    [Theory]
    [InlineData("Norm.ML.Kernels", typeof(LayerNorm))]
    [InlineData("Norm.ML.Statistics", typeof(RunningStatistics))]
    [InlineData("Norm.ML.Statistics.Sql", typeof(BatchNormDatabaseExtensions))]
    [InlineData("Norm.ML.Orleans", typeof(LiveStatistics))]
    [InlineData("Norm.ML", typeof(NormTransforms))]
    [InlineData("Norm.ML.Hosting", typeof(ServedNormalizer))]
    [InlineData("Norm.ML.Onnx", typeof(Onnx.OnnxModel))]
    [InlineData("Norm.ML.Extensions.AI", typeof(UnitNormEmbeddingOptions))]
    [InlineData("Norm.ML.Testing", typeof(Testing.KernelContractException))]
    public void Documents_every_public_type(string id, Type of)
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
    public void Kernels_write_no_code_at_run_time() => Assert.DoesNotContain(
        typeof(LayerNorm).Assembly.GetReferencedAssemblies(), reference =>
            reference.Name is { } name
            && (name.Contains("Reflection.Emit", StringComparison.Ordinal) || name.Contains("Linq.Expressions", StringComparison.Ordinal)));

    [Fact]
    public void Packing_warns_of_nothing() => Assert.DoesNotContain("warning", packages.Log, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Nothing_else_is_packed()
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
        Assert.Equal(PackedPackages.Projects.Order(StringComparer.Ordinal), packed);
    }

    // A source archive is not a repository.
    private static bool HasHistory => Path.Exists(Path.Combine(BuildFacts.Repository, ".git"));

    private IEnumerable<string> Dependencies(string id) =>
        packages.Open(id).Metadata.Element("dependencies")!.Elements("group").SelectMany(group => group.Elements("dependency").Select(dependency =>
            $"{group.Attribute("targetFramework")!.Value}: {dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}"
            + (dependency.Attribute("include") is { } with ? $" with {with.Value}" : "")
            + (dependency.Attribute("exclude") is { } without ? $" without {without.Value}" : "")));
}

[CollectionDefinition(nameof(PackedPackages))]
public class PackedPackagesCollection : ICollectionFixture<PackedPackages>;
