namespace Norm.ML.Tool.Csv;

/// <summary>Refuses headers whose columns could not be told apart.</summary>
static class HeaderCheck
{
    public static void Run(string path, long line, IReadOnlyList<string> header)
    {
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < header.Count; i++)
        {
            if (header[i].Length == 0)
                throw new ToolException($"{path}, line {line}: column {i + 1} of {header.Count} has no name in the header.");
            if (seen.TryGetValue(header[i], out int first))
                throw new ToolException($"{path}, line {line}: columns {first + 1} and {i + 1} have the same name, {Cell.Show(header[i])}.");
            seen.Add(header[i], i);
        }
    }
}
