namespace Microsoft.ML.StandIns;

internal static class EntryPath
{
    /// <summary>Entries are written with '/'; files saved on Windows may hold '\'.</summary>
    public static string Normalize(string path) => path.Replace('\\', '/');

    public static string Of(string directory, string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Contains("..") || directory?.Contains("..") == true)
            throw new ArgumentOutOfRangeException(nameof(name), $"'{directory}/{name}' is no place for an entry of a model.");
        return Join(directory, name);
    }

    public static string Join(string directory, string name) =>
        string.IsNullOrEmpty(directory) ? Normalize(name) : $"{Normalize(directory)}/{Normalize(name)}";
}
