using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Matrices;
using Norm.ML.Tool.Models;

namespace Norm.ML.Tool.Sources;

/// <summary>Opens what the command line names as one source.</summary>
internal static class SourceFiles
{
    /// <summary>Opens.</summary>
    /// <param name="names">Files, patterns, or <c>-</c>.</param>
    /// <param name="format">How texts are written.</param>
    /// <param name="choice">Which columns all files have to share: those that are named, or all that are not ignored.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <exception cref="ToolException">A file cannot be read, or does not fit the first.</exception>
    public static RowSource Open(IReadOnlyList<string> names, TextFormat format, ColumnChoice choice, CancellationToken cancellation)
    {
        IReadOnlyList<string> paths = InputNames.Expand(names);
        bool[] matrices = [.. paths.Select(IsMatrix)];
        if (matrices.Distinct().Count() > 1)
        {
            throw new ToolException($"{paths[Array.IndexOf(matrices, !matrices[0])]}: matrices and texts cannot be fitted together.");
        }

        return matrices[0] ? MatrixSource.Open(paths) : OpenTexts(paths, format, choice, cancellation);
    }

    private static CsvSource OpenTexts(IReadOnlyList<string> paths, TextFormat format, ColumnChoice choice, CancellationToken cancellation)
    {
        List<CsvInput> files = [];
        try
        {
            List<int[]> fields = [];
            foreach (string path in paths)
            {
                files.Add(CsvInput.Open(path, format, cancellation));
                fields.Add(Match(files[0].File, files[^1].File, choice));
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
    private static int[] Match(CsvFile first, CsvFile file, ColumnChoice choice)
    {
        int[] fields = [.. first.Header.Select(file.IndexOf)];
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i] < 0 && choice.MayNeed(first.Header[i]) && (choice.IsNamed || !first.Names.Unnamed.Contains(i)))
            {
                throw file.NoColumn(Cell.Show(first.Header[i]), $"which {first.Path} has");
            }
        }

        if (!choice.IsNamed && file.Header.Where((name, i) => first.IndexOf(name) < 0 && !file.Names.Unnamed.Contains(i))
            .FirstOrDefault() is { } extra)
        {
            throw new ToolException($"{file.Path}: column {Cell.Show(extra)} is not in {first.Path}; '--columns' says which columns to fit.");
        }

        return fields;
    }

    private static bool IsMatrix(string path)
    {
        // A pipe has no length, and what is read from it is gone.
        if (path == InputNames.StandardInput || !InputFile.IsOnDisk(path))
        {
            return false;
        }

        using FileStream stream = InputFile.Open(path);
        byte[] start = new byte[3];
        InputFile.Try(path, () => stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return start is [0x93, (byte)'N', (byte)'U'];
    }
}
