using System.Globalization;
using System.Text;
using Norm.ML.Lab;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Lab;

public sealed class TableSampleTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void Small_files_are_held_whole()
    {
        LabTable table = Read("name,a,b,nothing\nx,1,2,\ny,,4,NA\n");
        Assert.Equal(("data.csv", 2L), (table.Name, table.RowCount));
        Assert.Equal([1, 2, double.NaN, 4], table.Values);
        Assert.Equal([2L, 3], table.Lines);
        Assert.Equal([null, 0, 1, null], table.Columns.Select(column => column.Numeric));
        Assert.Equal(["'x'", "", "", ""], table.Columns.Select(column => column.Example));
        Assert.Equal((1, 1L), (table.Statistics["a"].Mean, table.Statistics["a"].Missing));
    }

    [Fact]
    public void Many_rows_are_sampled_and_all_are_counted()
    {
        const int Rows = 20_000;
        var text = new StringBuilder("a,b\n");
        for (int i = 0; i < Rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{-i}\n");
        }

        string csv = text.ToString();
        LabTable table = Read(csv);
        Assert.Equal((Rows, 2000), (table.RowCount, table.Lines.Count));
        Assert.Equal((Rows - 1) / 2.0, table.Statistics["a"].Mean);

        // Rows stay whole, in their order, and come from everywhere: the mean of a fair sample is within 5 standard errors.
        Assert.All(table.Lines.Select((line, i) => (line, i)),
            row => Assert.Equal([row.line - 2, 2 - row.line], table.Values[(row.i * 2)..(row.i * 2 + 2)]));
        Assert.Equal(table.Lines.Order().Distinct(), table.Lines);
        Assert.Equal(Rows / 2.0, table.Lines.Average(), 5 * Rows / Math.Sqrt(12) / Math.Sqrt(2000));
        Assert.Equal(table.Lines, Read(csv).Lines);
    }

    [Fact]
    public void Wide_files_are_held_to_as_many_cells()
    {
        string header = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"c{i}")), row = string.Join(',', Enumerable.Repeat("1", 5000));
        LabTable table = Read($"{header}\n{string.Concat(Enumerable.Repeat(row + "\n", 150))}");
        Assert.Equal((150L, 100, 500_000), (table.RowCount, table.Lines.Count, table.Values.Length));
    }

    private LabTable Read(string text)
    {
        using RowSource source = _place.Source("data.csv", text);
        return TableSample.Read(new Terminal(TextWriter.Null, TextWriter.Null), source, CancellationToken.None).Table;
    }

    public void Dispose() => _place.Dispose();
}
