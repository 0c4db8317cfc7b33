using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Csv;

/// <summary>Which columns of a file are looked at: all that hold numbers, and those that hold nothing, unless the user says otherwise.</summary>
internal static class NumberColumns
{
    public static CsvNumbers Choose(
        Terminal terminal, string path, TextFormat format, IEnumerable<string> columns, IEnumerable<string> ignore, CancellationToken cancellation)
    {
        CsvFile file = CsvFile.Open(path, format);
        IReadOnlyList<ColumnProfile> profiles = Reading.Show(terminal, $"Looking at {path}", file.Length,
            progress => ColumnProfile.Read(file, progress, cancellation));
        IReadOnlyList<ColumnProfile> chosen = ProfileChoice.Choose(file, profiles, columns, ignore);
        IEnumerable<ColumnProfile> empty = columns.Any() ? []
            : profiles.Where((profile, i) => profile.Kind == ColumnKind.Empty && !file.Names.Unnamed.Contains(i));
        int[] texts = columns.Any() ? [] : [.. profiles.Where(profile => profile.Kind == ColumnKind.Text)
            .Select(profile => file.IndexOf(profile.Name)).Where(i => !file.Names.Unnamed.Contains(i))];
        string[] left = texts.Length > 0 ? [$"{path}: no numbers, and so not looked at: {file.ShowTexts(texts)}."] : [];
        return new CsvNumbers(file, [.. chosen.Concat(empty).Select(profile => file.IndexOf(profile.Name)).Order()])
        {
            Remarks = [.. file.Remarks, .. left, .. file.Advice(texts)],
        };
    }
}
