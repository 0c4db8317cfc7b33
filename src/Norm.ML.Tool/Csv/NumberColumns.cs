using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Csv;

/// <summary>Which columns of a file are looked at: all that hold numbers, and those that hold nothing, unless the user says otherwise.</summary>
static class NumberColumns
{
    public static CsvNumbers Choose(
        Terminal terminal, string path, char? separator, IEnumerable<string> columns, IEnumerable<string> ignore, CancellationToken cancellation)
    {
        CsvFile file = CsvFile.Open(path, separator);
        IReadOnlyList<ColumnProfile> profiles = Reading.Show(terminal, $"Looking at {path}", file.Length, progress => ColumnProfile.Read(file, progress, cancellation));
        IReadOnlyList<ColumnProfile> chosen = ProfileChoice.Choose(file, profiles, columns, ignore);
        IEnumerable<ColumnProfile> empty = columns.Any() ? [] : profiles.Where(profile => profile.Kind == ColumnKind.Empty);
        string[] texts = columns.Any() ? [] : [.. profiles.Where(profile => profile.Kind == ColumnKind.Text).Select(profile => profile.Name)];
        return new CsvNumbers(file, [.. chosen.Concat(empty).Select(profile => file.IndexOf(profile.Name)).Order()])
        {
            Remark = texts.Length > 0 ? $"{path}: no numbers, and so not looked at: {string.Join(", ", texts)}." : null,
        };
    }
}
