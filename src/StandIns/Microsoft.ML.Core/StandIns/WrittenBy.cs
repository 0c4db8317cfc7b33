using System.Reflection;

namespace Microsoft.ML.StandIns;

/// <summary>The entry of a model file that says which program wrote it: ML.NET its version, the stand-ins their name.</summary>
internal static class WrittenBy
{
    public const string Directory = "TrainingInfo";
    public const string File = "Version.txt";

    public static string ThisEngine { get; } = "Norm.ML stand-in for ML.NET "
        + typeof(WrittenBy).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    /// <summary>For error messages: who wrote a model, as far as it says.</summary>
    public static string Describe(RepositoryReader repository)
    {
        using Repository.Entry entry = repository.OpenEntryOrNull(Directory, File);
        if (entry == null)
            return "an unknown program";
        using var reader = new StreamReader(entry.Stream);
        string version = reader.ReadLine()?.Trim();
        return version is { Length: > 0 and < 100 } ? (char.IsDigit(version[0]) ? $"ML.NET {version}" : version) : "an unknown program";
    }
}
