using System.Text.Json;

namespace Norm.ML.Packages.Tests.Packing;

/// <summary>
/// A program outside the repository that installs packages: its own package folder and its own list of feeds, to which the feed of this test comes
/// first.
/// </summary>
internal sealed class Consumer
{
    private readonly string _folder;

    public Consumer(PackedPackages packages, string name, string program, params string[] references)
    {
        _folder = packages.NewFolder(name);
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), program);
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{packages.NewFolder("installed")}" /></config>
              <packageSources><clear /><add key="packed" value="{packages.Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{BuildFacts.PackageFolder}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(_folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>generated</CompilerGeneratedFilesOutputPath>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", references.Select(id => $"<PackageReference Include=\"{id}\" Version=\"{packages.Version}\" />"))}
              </ItemGroup>
              <ItemGroup><Compile Remove="generated/**" /></ItemGroup>
            </Project>
            """);
    }

    /// <summary>Restores, builds, and gives the file names of the analyzers of ours that the compiler was given.</summary>
    public string[] Build() => ReadAnalyzers(DotnetCommand.Run(_folder, "msbuild", "-restore", "-t:Build", "-getItem:Analyzer", "-nodeReuse:false"));

    /// <summary>Restores, and gives the file names of the analyzers of ours that the compiler would be given.</summary>
    public string[] Restore() =>
        ReadAnalyzers(DotnetCommand.Run(_folder, "msbuild", "-restore", "-t:ResolveLockFileAnalyzers", "-getItem:Analyzer", "-nodeReuse:false"));

    /// <summary>Restores, then runs a target with these properties and gives its output. Nothing is compiled.</summary>
    public string RunTarget(string target, params string[] properties)
    {
        DotnetCommand.Run(_folder, "msbuild", "-t:Restore", "-nodeReuse:false");
        return DotnetCommand.Run(
            _folder, ["msbuild", $"-t:{target}", "-nodeReuse:false", "-v:m", "-p:TreatWarningsAsErrors=false",
                .. properties.Select(property => $"-p:{property}")]);
    }

    /// <summary>What the generator emitted.</summary>
    public string[] Generated() =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder, "generated", "Norm.ML.Generators"), "*.cs", SearchOption.AllDirectories)
        .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public string Run() => DotnetCommand.Run(_folder, Path.Combine("bin", "Debug", "net10.0", "Consumer.dll"));

    private static string[] ReadAnalyzers(string json) =>
    [
        .. JsonDocument.Parse(json).RootElement.GetProperty("Items").GetProperty("Analyzer").EnumerateArray()
            .Select(item => item.GetProperty("Filename").GetString()!).Where(name => name.StartsWith("Norm.ML", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
