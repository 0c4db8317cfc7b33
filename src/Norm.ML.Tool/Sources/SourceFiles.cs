using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Tables;

namespace Norm.ML.Tool.Sources;

/// <summary>Opens what the command line names as one source, for every command.</summary>
internal static class SourceFiles
{
    /// <summary>Opens files or standard input as one source.</summary>
    /// <param name="names">Files, patterns, or <c>-</c>.</param>
    /// <param name="format">How texts are written.</param>
    /// <param name="choice">Which columns all files have to share: those that are named, or all that are not ignored.</param>
    /// <param name="again">Whether it is read more than once: a pipe is then copied.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <exception cref="ToolException">A file cannot be read, or does not fit the first.</exception>
    public static RowSource Open(
        IReadOnlyList<string> names, TextFormat format, ColumnChoice choice, bool again, CancellationToken cancellation)
    {
        List<DataInput> inputs = [];
        List<DataFormat?> formats = [];
        try
        {
            foreach (string path in InputNames.Expand(names))
            {
                inputs.Add(DataInput.Open(path, cancellation));
                formats.Add(DataFormats.Of(inputs[^1]));
                if (again || formats[^1] is not null)
                {
                    inputs[^1].MakeFile(cancellation);
                }

                if (formats[^1] is null != formats[0] is null)
                {
                    throw new ToolException(
                        $"{inputs[^1].Name}: {formats[0]?.Many ?? formats[^1]!.Many} and texts cannot be read as one source.");
                }
            }

            return formats[0] is null ? OpenTexts(inputs, format, choice) : OpenTables(inputs, formats!, format, choice);
        }
        catch
        {
            inputs.ForEach(input => input.Dispose());
            throw;
        }
    }

    private static CsvSource OpenTexts(List<DataInput> inputs, TextFormat format, ColumnChoice choice)
    {
        List<CsvInput> files = [];
        List<int[]> fields = [];
        foreach (DataInput input in inputs)
        {
            files.Add(CsvInput.Open(input, format));
            fields.Add(Match(files[0].File, files[^1].File, choice));
        }

        return new CsvSource(files, [.. fields]);
    }

    private static TableSource OpenTables(List<DataInput> inputs, List<DataFormat> formats, TextFormat format, ColumnChoice choice)
    {
        List<TableFile> files = [];
        List<int[]> fields = [];
        try
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                files.Add(formats[i].Open(inputs[i], format));
                fields.Add(Match(files[0], files[^1], choice));
            }

            string digest = inputs.All(input => input.IsFile)
                ? SourceDigest.Of(string.Join(' ', formats.Select(one => one.Digest).Distinct()), inputs.Select(input => input.File!)) : "";
            return new TableSource(files, [.. fields], digest, inputs);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    // Where the first file's columns stand in another; -1 for those that nobody needs.
    private static int[] Match(CsvFile first, CsvFile file, ColumnChoice choice) => Match(
        (first.Path, first.Header, first.Names.Unnamed), (file.Path, file.Header, file.Names.Unnamed), choice);

    private static int[] Match(TableFile first, TableFile file, ColumnChoice choice)
    {
        string[] names = [.. file.Columns.Select(column => column.Name)];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ToolException($"{file.Path}: two columns have the same name, {Cell.Show(twice.Key)}.");
        }

        if (first is MatrixTable && file is MatrixTable && first.Columns.Count != names.Length)
        {
            throw new ToolException($"{file.Path}: the matrix has {names.Length} columns, but {first.Path} has {first.Columns.Count}.");
        }

        HashSet<int> none = [];
        return Match((first.Path, [.. first.Columns.Select(column => column.Name)], none), (file.Path, names, none), choice);
    }

    private static int[] Match((string Path, IReadOnlyList<string> Names, IReadOnlySet<int> Unnamed) first,
        (string Path, IReadOnlyList<string> Names, IReadOnlySet<int> Unnamed) file, ColumnChoice choice)
    {
        var places = file.Names.Select((name, i) => (name, i)).ToDictionary(one => one.name, one => one.i);
        int[] fields = [.. first.Names.Select(name => places.GetValueOrDefault(name, -1))];
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i] < 0 && choice.MayNeed(first.Names[i]) && (choice.IsNamed || !first.Unnamed.Contains(i)))
            {
                throw new ToolException($"{file.Path}: there is no column {Cell.Show(first.Names[i])}, which {first.Path} has; the columns are "
                    + $"{CsvFile.Show(file.Names)}.");
            }
        }

        HashSet<string> known = [.. first.Names];
        if (!choice.IsNamed && file.Names.Where((name, i) => !known.Contains(name) && !file.Unnamed.Contains(i)).FirstOrDefault() is { } extra)
        {
            string advice = ReferenceEquals(choice, ColumnChoice.All) ? "files that are read as one have the same columns"
                : "'--columns' says which columns are needed";
            throw new ToolException($"{file.Path}: column {Cell.Show(extra)} is not in {first.Path}; {advice}.");
        }

        return fields;
    }
}
