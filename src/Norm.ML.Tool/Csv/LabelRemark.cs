namespace Norm.ML.Tool.Csv;

/// <summary>Asks whether a fitted column is the label: the last one that holds few different whole numbers, or one with a label's name.</summary>
internal static class LabelRemark
{
    // Classes are numbered near one another.
    private const double MostSpan = 20;

    private static readonly string[] LabelNames = ["label", "target", "class"];

    public static IEnumerable<string> Of(CsvFile file, RunningStatistics statistics)
    {
        for (int i = 0; i < statistics.ChannelCount; i++)
        {
            ChannelStatistics column = statistics[i];
            int field = column.Name is { } name ? file.IndexOf(name) : -1;
            bool suspect = field == file.Header.Count - 1
                || (field >= 0 && LabelNames.Contains(file.Header[field], StringComparer.OrdinalIgnoreCase));
            if (suspect && statistics.ChannelCount > 1 && file.Surveys[field].Classes is { } classes && column.Max - column.Min <= MostSpan
                && double.IsInteger(column.Min) && double.IsInteger(column.Max))
            {
                yield return $"{file.Path}: column {Cell.Show(file.Header[field])} holds only {classes} different whole numbers in the first rows "
                    + $"and was fitted; if it is the label, '--ignore {file.Header[field]}' leaves it as it is.";
            }
        }
    }
}
