namespace Microsoft.ML.Data;

/// <summary>Files by their paths; the last part of a path may hold '*' and '?'.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths) =>
        _paths = [.. (paths ?? []).Where(path => path != null).SelectMany(Expand)];

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index));
        return _paths[index];
    }

    public Stream Open(int index)
    {
        string path = GetPathOrNull(index);
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Could not open file '{path}'. Error is: {failure.Message}", failure);
        }
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    private static string[] Expand(string path)
    {
        string name = Path.GetFileName(path);
        if (name.AsSpan().IndexOfAny('*', '?') < 0)
            return [path];
        string folder = Path.GetDirectoryName(path);
        string[] found = Directory.GetFiles(string.IsNullOrEmpty(folder) ? "." : folder, name);
        Array.Sort(found, StringComparer.Ordinal);
        return found.Length > 0 ? found : [path];
    }
}
