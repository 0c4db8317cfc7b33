using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Matrices;

namespace Norm.ML.Tool.Sources;

/// <summary>Opens what the command line names as one source.</summary>
static class SourceFiles
{
    /// <summary>Opens.</summary>
    /// <param name="names">Files, patterns, or <c>-</c>.</param>
    /// <param name="separator">Between cells; null to see it in each file's header line.</param>
    /// <param name="needed">Whether a column of the first file is needed in the others, by its name; all others must be there too, unless some are named.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <exception cref="ToolException">A file cannot be read, or does not fit the first.</exception>
    public static RowSource Open(IReadOnlyList<string> names, char? separator, Func<string, bool>? needed, CancellationToken cancellation)
    {
        IReadOnlyList<string> paths = InputNames.Expand(names);
        bool[] matrices = [.. paths.Select(IsMatrix)];
        if (matrices.Distinct().Count() > 1)
            throw new ToolException($"{paths[Array.IndexOf(matrices, !matrices[0])]}: matrices and texts cannot be fitted together.");
        return matrices[0] ? MatrixSource.Open(paths) : OpenTexts(paths, separator, needed, cancellation);
    }

    static CsvSource OpenTexts(IReadOnlyList<string> paths, char? separator, Func<string, bool>? needed, CancellationToken cancellation)
    {
        List<CsvInput> files = [];
        try
        {
            List<int[]> fields = [];
            foreach (string path in paths)
            {
                files.Add(CsvInput.Open(path, separator, cancellation));
                fields.Add(Match(files[0].File, files[^1].File, needed));
            }

            return new CsvSource(files, [.. fields]);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    // Where the first file's columns stand in another; -1 for those that nobody needs.
    static int[] Match(CsvFile first, CsvFile file, Func<string, bool>? needed)
    {
        int[] fields = [.. first.Header.Select(file.IndexOf)];
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i] < 0 && needed?.Invoke(first.Header[i]) != false)
                throw file.NoColumn(Cell.Show(first.Header[i]), $"which {first.Path} has");
        }

        if (needed is null && file.Header.FirstOrDefault(name => first.IndexOf(name) < 0) is { } extra)
            throw new ToolException($"{file.Path}: column {Cell.Show(extra)} is not in {first.Path}; '--columns' says which columns to fit.");
        return fields;
    }

    static bool IsMatrix(string path)
    {
        if (path == InputNames.StandardInput || !File.Exists(path))
            return false;
        using Stream stream = InputFile.OpenAny(path, default);
        if (!stream.CanSeek)
            return false;
        byte[] start = new byte[2];
        return InputFile.Try(path, () => stream.ReadAtLeast(start, 2, throwOnEndOfStream: false)) == 2 && start is [0x93, (byte)'N'];
    }
}
