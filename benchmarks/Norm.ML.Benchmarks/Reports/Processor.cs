using System.Text.RegularExpressions;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>The processor's name, for people and for a folder.</summary>
internal static partial class Processor
{
    public static string Name { get; } = Read();

    /// <summary>Lower case, digits and hyphens; a folder in it for runs with <c>DOTNET_EnableAVX512=0</c>.</summary>
    public static string FolderName => Path.Combine(NotInNames().Replace(Name.ToLowerInvariant(), "-").Trim('-'),
        Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0" ? "without-avx512" : "");

    private static string Read()
    {
        const string Facts = "/proc/cpuinfo";
        if (!File.Exists(Facts))
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
        }

        string[] lines = File.ReadAllLines(Facts);
        string name = Value("model name") ?? "unknown processor";
        // Virtual machines often hide the model's number; family and model tell the generation.
        return name.Any(char.IsDigit) || Value("cpu family") is not { } family ? name : $"{name} family {family} model {Value("model")}";

        string? Value(string key) => lines.FirstOrDefault(line => line.Split(':')[0].Trim() == key)?.Split(':')[1].Trim();
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
