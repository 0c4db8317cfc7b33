using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>An app in one file, which has its own runtime and no assembly with a path, loads models.</summary>
public sealed class SingleFileTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_self_contained_single_file_loads_a_model_and_applies_it()
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable([new Example { Features = [3, 1, 4, 1] }, new Example { Features = [1, 2, 4, 8] }]);
        ITransformer model = context.Transforms.BatchNorm("Out", "Features").Append(context.Transforms.FourChannels("Out")).Append(context.Transforms.FourNorm("Out"))
            .Append(context.Transforms.LayerNorm("Out")).Fit(data);
        context.Model.Save(model, data.Schema, PathOf("model.zip"));

        Publish();
        File.Delete(PathOf("Directory.Packages.props"));
        string file = Assert.Single(Directory.GetFiles(PathOf("app"), "FreshProcess*"), name => !name.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(PathOf("app"), "*.dll"));
        string expected = string.Join(' ', ColumnReader.ByCursor<float>(model.Transform(data), "Out")[1]
            .Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));
        Assert.Equal(expected, Run(file, PathOf("model.zip"), "Out").Trim());
    }

    // The program of tests/FreshProcess, its kernels generated again, with the assemblies that this test runs with.
    void Publish([CallerFilePath] string here = "")
    {
        string repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
        string bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..")), configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        File.WriteAllText(PathOf("Directory.Packages.props"), $"""<Project><Import Project="{repository}/Directory.Packages.props" /></Project>""");
        File.WriteAllText(PathOf("FreshProcess.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RuntimeIdentifier>$(NETCoreSdkPortableRuntimeIdentifier)</RuntimeIdentifier>
                <SelfContained>true</SelfContained>
                <PublishSingleFile>true</PublishSingleFile>
                <IncludeNativeLibrariesForSelfExtract>true</IncludeNativeLibrariesForSelfExtract>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="{repository}/tests/FreshProcess/*.cs" />
                <Reference Include="{AppContext.BaseDirectory}Norm.ML.dll;{AppContext.BaseDirectory}Norm.ML.Kernels.dll" />
                <Analyzer Include="{bin}/Norm.ML.Generators/{configuration}/Norm.ML.Generators.dll" />
                <PackageReference Include="Microsoft.ML;System.Numerics.Tensors" />
              </ItemGroup>
            </Project>
            """);
        Run("dotnet", "publish", PathOf("FreshProcess.csproj"), "-c", "Release", "-o", PathOf("app"), "-nodeReuse:false", "-v", "q");
    }

    string PathOf(string name) => Path.Combine(_folder.FullName, name);

    static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A test run tells its children which build they are part of; these are not part of one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output}\n{error.Result}");
        return output;
    }

    sealed class Example
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
