using System.Text;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Csv;

public sealed class CsvRecordsTests : IDisposable
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
        using var source = new CancellationTokenSource();
        using CsvRecords records = CsvFile.Open(_place.Write("data.csv", "a\n1\n2\n")).Read(null, source.Token);
        Assert.True(records.MoveNext());
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => records.MoveNext());
    }

    [Fact]
    public void Progress_goes_up_to_the_whole_file()
    {
        var reports = new List<(long Bytes, long Rows)>();
        CsvFile file = CsvFile.Open(_place.Write("data.csv", "a\n" + string.Concat(Enumerable.Repeat("1234567\n", 5000))));
        using CsvRecords records = file.Read((bytes, rows) => reports.Add((bytes, rows)), default);
        while (records.MoveNext())
        {
            continue;
        }

        Assert.Equal(5, reports.Count);
        Assert.Equal(reports.Order(), reports);
        Assert.Equal((file.Length!.Value, 5000), reports[^1]);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        string path = _place.Write("data.csv", "a,b\n" + string.Concat(Enumerable.Repeat("1.5,some text\n", 1_000_000)));
        CsvFile file = CsvFile.Open(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (CsvRecords records = file.Read(null, default))
        {
            while (records.MoveNext())
            {
                CellRules.Default.TryParse(records[0], out _);
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    public void Dispose() => _place.Dispose();

    private List<string> Read(string text)
    {
        CsvFile file = CsvFile.Open(_place.Write("data.csv", Encoding.UTF8.GetBytes(text)));
        using CsvRecords records = file.Read(null, default);
        var read = new List<string>();
        while (records.MoveNext())
        {
            read.Add($"{records.Line}: {string.Join('|', Enumerable.Range(0, file.Header.Count).Select(records.Text))}");
        }

        return read;
    }
}
