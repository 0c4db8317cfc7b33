using System.Xml.Linq;

namespace Norm.ML.Packages.Tests.Packing;

/// <summary>The package of the command line tool.</summary>
[Collection(nameof(PackedPackages))]
public class ToolTests(PackedPackages packages)
{
    const string Folder = "tools/net10.0/any/";

    Package Tool => packages.Open(PackedPackages.Tool);

    [Fact]
    public void The_installed_tool_does_what_the_readme_says()
    {
        string folder = packages.NewFolder("tool user"), tools = packages.NewFolder("tools");
        string[] files = Tool.ReadmeBlocks("csv"), scripts = Tool.ReadmeBlocks("sh");
        File.WriteAllText(Path.Combine(folder, "flowers.csv"), files[0]);

        // Without a feed for anything else: what the tool needs is in its package.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{packages.NewFolder("installed")}" /></config>
              <packageSources><clear /><add key="packed" value="{packages.Feed}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        Assert.Equal($"dotnet tool install --global {PackedPackages.Tool}\n", scripts[0]);
        DotnetCommand.Run(folder, "tool", "install", PackedPackages.Tool, "--tool-path", tools, "--configfile", Path.Combine(folder, "nuget.config"));

        string program = Path.Combine(tools, OperatingSystem.IsWindows() ? "norm-ml.exe" : "norm-ml");
        Assert.StartsWith(packages.Version, DotnetCommand.RunProgram(folder, program, "--version"));
        string printed = string.Concat(scripts[1].TrimEnd().Split('\n').Select(line => line.Split(' ')).Select(words =>
        {
            Assert.Equal("norm-ml", words[0]);
            return DotnetCommand.RunProgram(folder, program, words[1..]);
        }));
        Assert.Equal(Assert.Single(Tool.ReadmeBlocks("text")), printed.ReplaceLineEndings("\n"));
        Assert.Equal(files[1], File.ReadAllText(Path.Combine(folder, "normalized.csv")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Is_a_tool_that_needs_no_other_package()
    {
        Assert.Equal("DotnetTool", Assert.Single(Tool.Metadata.Element("packageTypes")!.Elements()).Attribute("name")!.Value);
        Assert.Null(Tool.Metadata.Element("dependencies"));
        XElement command = Assert.Single(XElement.Parse(Tool.ReadText(Folder + "DotnetToolSettings.xml")).Descendants("Command"));
        Assert.Equal(("norm-ml", "norm-ml.dll", "dotnet"),
            (command.Attribute("Name")!.Value, command.Attribute("EntryPoint")!.Value, command.Attribute("Runner")!.Value));
        Assert.All(["Norm.ML", "Norm.ML.Lab", "Microsoft.ML.Data", "Npgsql"], name => Assert.Contains($"{Folder}{name}.dll", Tool.Files));
    }

    [Fact]
    public void The_tool_carries_no_documentation_of_members() => Assert.Equal(
        [Folder + "DotnetToolSettings.xml"], Tool.Files.Where(file => file.EndsWith(".xml", StringComparison.Ordinal)));

    [Fact]
    public void Symbols_belong_to_the_tool() => Assert.Equal(
        (packages.Open(PackedPackages.Tool, "snupkg").ReadSymbols(Folder + "norm-ml.pdb"), true), Tool.ReadDebugFacts(Folder + "norm-ml.dll"));
}
