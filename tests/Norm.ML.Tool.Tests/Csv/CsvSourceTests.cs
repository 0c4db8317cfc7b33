using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Csv;

/// <summary>Records of CSV as every command reads them.</summary>
[Collection(nameof(MemoryOfTheProcess))]
public sealed class CsvSourceTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void Records_know_the_line_they_start_at()
    {
        string text = "a,b\r\n\r\n1,\"x\r\ny\"\r\n2,z\n\n\n3,w";
        Assert.Equal(["3: 1|x\r\ny", "5: 2|z", "8: 3|w"], Read(text));
    }

    [Fact]
    public void Quotes_separators_and_white_space_in_cells_are_read() =>
        Assert.Equal(["2: 1|a \"b\", c", "3: 2|5\" nails"], Read("a,b\n 1 ,\"a \"\"b\"\", c\"\n\"2\",5\" nails\n"));

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3: 1 cell, but the header has 2.")]
    [InlineData("a,b\n1,\"x\ny\"\n3,4,5\n", "line 4: 3 cells, but the header has 2.")]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", "line 3: a quote is opened and never closed.")]
    [InlineData("a,b\n1,2\n3,\"4\"5\n", "line 3: text follows the closing quote")]
    public void Broken_records_are_errors(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ToolException>(() => Read(text)).Message);

    [Fact]
    public void A_quote_that_is_never_closed_does_not_swallow_a_large_file()
    {
        string text = "a,b\n1,2\n3,\"4\n" + string.Concat(Enumerable.Repeat("5,6\n", 5_000_000));
        Assert.Contains("line 3", Assert.Throws<ToolException>(() => Read(text)).Message);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        using RowSource source = _place.Source("data.csv", "a\n1\n2\n");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => new SourceNumbers(source, [0]).Read(Quiet, "Reading", stop.Token, (_, _) => { }));
    }

    [Fact]
    public void A_pass_allocates_no_more_for_many_rows_than_for_few()
    {
        using RowSource source = _place.Source("data.csv", "a,b\n" + string.Concat(Enumerable.Repeat("1.5,some text\n", 1_000_000)));
        var numbers = new SourceNumbers(source, [0]);
        numbers.Read(Quiet, "Reading", default, (_, _) => { });
        long before = GC.GetTotalAllocatedBytes(), rows = 0;
        numbers.Read(Quiet, "Reading", default, (_, _) => rows++);
        Assert.Equal(1_000_000, rows);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 40 << 20); // 14 MB of text; a few blocks of 1 MiB on each thread
    }

    public void Dispose() => _place.Dispose();

    private static Terminal Quiet { get; } = new(TextWriter.Null, TextWriter.Null);

    private List<string> Read(string text)
    {
        using RowSource source = _place.Source("data.csv", text);
        var lines = new List<long>();
        NumberReader numbers = source.CreateReader([0], lines);
        CellReader cells = source.CreateCellReader(new ColumnNeeds([], [.. Enumerable.Range(0, source.Columns.Count)]));
        List<string> read = [];
        foreach (RowBlock block in source.Read(ColumnNeeds.OfNumbers([0]), default))
        {
            lines.Clear();
            if (numbers.Read(block, new Nowhere(), default) is { } problem)
            {
                throw problem.Error;
            }

            BlockCells held = cells.Read(block, (_, _) => new ToolException(""), default);
            read.AddRange(Enumerable.Range(0, held.Rows).Select(
                row => $"{lines[row]}: {string.Join('|', Enumerable.Range(0, source.Columns.Count).Select(column => held.Text(row, column)))}"));
        }

        return read;
    }

    private sealed class Nowhere : INumberSink
    {
        public bool TakesText(int column) => false;

        public RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before) => null;

        public void Rows(ReadOnlySpan<double> values)
        {
        }
    }
}
