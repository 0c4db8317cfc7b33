namespace Norm.ML.Packages.Tests.Packing;

/// <summary>The packages, packed once from what is built, in a feed of their own.</summary>
public sealed class PackedPackages : IDisposable
{
    /// <summary>The package of the command line tool.</summary>
    public const string Tool = "norm-ml";

    /// <summary>The packages of the libraries, each after those that it needs.</summary>
    public static readonly string[] Libraries =
        ["Norm.ML.Kernels", "Norm.ML.Statistics", "Norm.ML.Statistics.Sql", "Norm.ML.Orleans", "Norm.ML", "Norm.ML.Hosting",
        "Norm.ML.Onnx", "Norm.ML.Extensions.AI", "Norm.ML.Testing"];

    /// <summary>The projects that are packed.</summary>
    public static readonly string[] Projects = [.. Libraries, "Norm.ML.Tool"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-packages-");

    public PackedPackages()
    {
        try
        {
            Directory.CreateDirectory(Feed);
            Log = string.Concat(Projects.Select(Pack));
            Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed, "Norm.ML.Kernels.*.nupkg").Single())["Norm.ML.Kernels.".Length..];
        }
        catch
        {
            // Nobody disposes what could not be made.
            Dispose();
            throw;
        }
    }

    /// <summary>What packing printed.</summary>
    public string Log { get; }

    public string Version { get; }

    public string Feed => Path.Combine(_folder.FullName, "feed");

    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;

    public Package Open(string id, string extension = "nupkg") => new(Path.Combine(Feed, $"{id}.{Version}.{extension}"));

    public void Dispose() => _folder.Delete(recursive: true);

    // Nothing is built, and what is written besides the feed goes to our folder too: a test run beside us notices nothing.
    private string Pack(string project) => DotnetCommand.Run(
        BuildFacts.Repository, "pack", Path.Combine("src", project, project + ".csproj"), "--no-build", "--no-restore", "-c",
            BuildFacts.Configuration, "-o", Feed,
        $"-p:ArtifactsPath={BuildFacts.Artifacts}", $"-p:NuspecOutputPath={NewFolder("nuspec")}", $"-p:PublishDir={NewFolder("published")}/",
        "-nodeReuse:false");
}
