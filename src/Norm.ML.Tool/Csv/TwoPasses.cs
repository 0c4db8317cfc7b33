using Norm.ML.Inspection;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads a file twice, for a data inspection.</summary>
static class TwoPasses
{
    /// <exception cref="ToolException">A cell is not a number, or the file is broken.</exception>
    public static (DataInspection Inspection, RowSample Sample) Run(Terminal terminal, CsvNumbers data, CancellationToken cancellation)
    {
        var scan = new DataScan(data.Fields.Count, data.Names);
        Pass("Reading", scan.Add);
        if (scan.Sample.RowCount == 0)
            throw new ToolException($"{data.File.Path}: there are no rows below the header.");
        DataCheck check = scan.ToCheck();
        Pass("Counting", check.Add);
        return (check.ToInspection(), scan.Sample);

        void Pass(string doing, Action<ReadOnlySpan<double>> add) => Reading.Show(terminal, $"{doing} {data.File.Path}", data.File.Length, progress =>
        {
            data.Read(progress, cancellation, add);
            return true;
        });
    }
}
