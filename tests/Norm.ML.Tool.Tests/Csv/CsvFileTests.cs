using System.Text;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Csv;

public sealed class CsvFileTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("a,b c\n1,2\n", ',')]
    [InlineData("a;b c\n1,5;2,5\n", ';')]
    [InlineData("a\tb c\n1\t2\n", '\t')]
    [InlineData("a|b c\n1|2\n", '|')]
    [InlineData("\"a\";\"b c\"\n1;2\n", ';')]
    public void The_separator_is_seen_in_the_header(string text, char separator)
    {
        CsvFile file = Open(_place.Write("data.csv", text));
        Assert.Equal((byte)separator, file.Layout.Separator);
        Assert.Equal(["a", "b c"], file.Header);
    }

    [Fact]
    public void A_separator_that_is_told_wins() =>
    Assert.Equal(["a;b", "c"], Open(_place.Write("data.csv", "a;b,c\n1;2,3\n"), new TextFormat { Separator = ',' }).Header);

    [Fact]
    public void One_column_needs_no_separator() => Assert.Equal(["a"], Open(_place.Write("data.csv", "a\n1\n")).Header);

    [Fact]
    public void White_space_around_names_is_not_part_of_them() =>
    Assert.Equal(["a", "b"], Open(_place.Write("data.csv", " a ,\" b \"\n1,2\n")).Header);

    [Theory]
    [InlineData("a,b\n1,2\n", "\n", false)]
    [InlineData("a,b\r\n1,2\r\n", "\r\n", false)]
    [InlineData("\uFEFFa,b\r\n1,2\r\n", "\r\n", true)]
    public void Line_ends_and_the_byte_order_mark_are_seen(string text, string newLine, bool mark)
    {
        CsvFile file = Open(_place.Write("data.csv", Encoding.UTF8.GetBytes(text)));
        Assert.Equal((newLine, mark), (file.Layout.NewLine, file.Layout.HasByteOrderMark));
        Assert.Equal(["a", "b"], file.Header);
    }

    [Fact]
    public void Utf16_with_a_byte_order_mark_is_read()
    {
        CsvFile file = Open(_place.Write("data.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ä,b\n1,2\n")]));
        Assert.Equal(["ä", "b"], file.Header);
    }

    private static CsvFile Open(string path, TextFormat? format = null)
    {
        using RowSource source = Workplace.Source(path, format);
        return Assert.IsType<CsvSource>(source).Files[0].File;
    }

    public void Dispose() => _place.Dispose();
}
