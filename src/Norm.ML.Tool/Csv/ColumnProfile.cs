namespace Norm.ML.Tool.Csv;

/// <summary>A column by its first value.</summary>
/// <param name="Name">From the header.</param>
/// <param name="Kind">What the first value is.</param>
/// <param name="First">The first value, in quotes.</param>
/// <param name="Line">Where the first value stands.</param>
internal sealed record ColumnProfile(string Name, ColumnKind Kind, string First, long Line)
{
    /// <summary>Reads the file until each column has shown a value: one row, unless values are missing.</summary>
    /// <exception cref="ToolException">The file has no rows, or a broken one.</exception>
    public static IReadOnlyList<ColumnProfile> Read(CsvFile file, ReadProgress? progress, CancellationToken cancellation)
    {
        var profiles = new ColumnProfile[file.Header.Count];
        for (int i = 0; i < profiles.Length; i++)
        {
            profiles[i] = new ColumnProfile(file.Header[i], ColumnKind.Empty, "", 0);
        }

        List<int> open = [.. Enumerable.Range(0, profiles.Length)];
        using CsvRecords records = file.Read(progress, cancellation);
        while (open.Count > 0 && records.MoveNext())
        {
            open.RemoveAll(i =>
            {
                ReadOnlySpan<byte> cell = records[i];
                if (file.Cells.IsMissing(cell))
                {
                    return false;
                }

                ColumnKind kind = file.Cells.TryParse(cell, out _) ? ColumnKind.Numbers : ColumnKind.Text;
                profiles[i] = new ColumnProfile(file.Header[i], kind, Cell.Show(cell), records.Line);
                return true;
            });
        }

        return records.Count > 0 ? profiles : throw new ToolException($"{file.Path}: there are no rows below the header.");
    }
}
