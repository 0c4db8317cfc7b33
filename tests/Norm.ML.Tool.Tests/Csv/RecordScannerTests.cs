using System.Text;
using CsvHelper;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Tests.Csv;

/// <summary>Records end where the reader ends them, however the bytes arrive.</summary>
public class RecordScannerTests
{
    static readonly string[] Pieces = ["1", "2.5", ",", ",", "\n", "\n", "\r\n", " ", "\t", "\"", "\"x\ny\"", "\"\"", "a", "\"b\",", "\n\n", " \n"];
    static readonly string[] PlainPieces = ["1", "2.5", ",", ",", "\n", "\n", "\r\n", " ", "\t", "a", "\n\n", " \n", "\t\r\n"];

    [Theory]
    [InlineData(',', true)]
    [InlineData(',', false)]
    [InlineData('\t', false)]
    [InlineData('\t', true)]
    public void Records_are_those_of_the_reader(char separator, bool quotes)
    {
        var random = new Random(7);
        for (int round = 0; round < 4000; round++)
        {
            byte[] text = Encoding.UTF8.GetBytes(Text(random, quotes ? Pieces : PlainPieces));
            List<(int Offset, long Line)> starts = Starts(text, separator);
            Assert.Equal(starts.Count, Count(text, separator, random, int.MaxValue, starts).Records);
        }
    }

    [Fact]
    public void A_lone_carriage_return_ends_a_line()
    {
        byte[] text = Encoding.UTF8.GetBytes("1,2\r3,4\r\r5,6\n");
        Assert.Equal(3, RecordScanner.Scan(text, 0, text.Length, final: true, (byte)',', 10).Records);
    }

    [Fact]
    public void Records_behind_the_stop_are_left()
    {
        byte[] text = Encoding.UTF8.GetBytes("1,2\n\n3,4\n5,6\n");
        for (int stop = 0; stop <= text.Length; stop++)
        {
            RecordScan scan = RecordScanner.Scan(text, 0, text.Length, final: true, (byte)',', 10, stop);
            Assert.Equal(stop == 0 ? 0 : stop <= 5 ? 1 : stop <= 9 ? 2 : 3, scan.Records);
            Assert.Equal(stop <= 9, scan.Stopped);
        }
    }

    static string Text(Random random, string[] pieces)
    {
        var text = new StringBuilder();
        for (int i = random.Next(40); i > 0; i--)
            text.Append(pieces[random.Next(pieces.Length)]);
        return text.ToString();
    }

    static List<(int Offset, long Line)> Starts(byte[] text, char separator)
    {
        List<(int, long)> starts = [];
        using CsvReader reader = CsvRecords.CreateReader((ReadOnlyMemory<byte>)text, (byte)separator, true, _ => { });
        while (reader.Read())
            starts.Add(((int)reader.ByteOffset, reader.LineNumber));
        return starts;
    }

    // As the bytes come in, a few at a time, a few records at a time.
    static RecordScan Count(byte[] text, char separator, Random random, int wanted, List<(int Offset, long Line)> starts)
    {
        int at = 0, end = 0, records = 0, lines = 0;
        while (true)
        {
            bool final = end == text.Length && random.Next(2) == 0;
            RecordScan scan = RecordScanner.Scan(text, at, end, final, (byte)separator, random.Next(1, 4));
            (at, records, lines) = (scan.Offset, records + scan.Records, lines + scan.Lines);

            // Only blank lines lie between here and the next record.
            if (records < starts.Count && records > 0)
            {
                Assert.True(at > starts[records - 1].Offset && at <= starts[records].Offset, $"{at} of '{Encoding.UTF8.GetString(text)}'");
                Assert.True(lines < starts[records].Line);
                if (at == starts[records].Offset)
                    Assert.Equal(starts[records].Line, lines + 1);
            }

            if (final && scan.Records == 0)
                return new RecordScan(at, records, lines, false, scan.CellByCell);
            end = Math.Min(text.Length, end + random.Next(6));
        }
    }
}
