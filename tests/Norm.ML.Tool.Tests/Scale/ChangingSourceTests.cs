using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Norm.ML.Internals.Passes;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Scale;

/// <summary>Files that change while they are read, pipes that trickle, a thread that fails: an error or the right result, never fewer rows.</summary>
public sealed class ChangingSourceTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("data.csv", 1, "longer")]
    [InlineData("data.csv", -1, "shorter")]
    [InlineData("data.jsonl", 1, "longer")]
    [InlineData("data.jsonl", -1, "shorter")]
    public void A_text_that_becomes_longer_or_shorter_while_it_is_read_is_an_error(string name, int change, string word)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name == "data.csv" ? DataSet.Csv()
            : string.Concat(Enumerable.Range(0, 1_200_000).Select(i => $"{{\"a\":{i}}}\n")));
        string path = _place.Write(name, bytes);
        using RowSource source = Workplace.Source(path);
        using IEnumerator<RowBlock> blocks = source.Read(ColumnNeeds.OfNumbers([0]), CancellationToken.None).GetEnumerator();
        Assert.True(blocks.MoveNext());
        int line = bytes.AsSpan(0, bytes.Length * 3 / 4).LastIndexOf((byte)'\n') + 1;
        using (FileStream file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            // Between two lines: nothing else shows it.
            if (change < 0)
            {
                file.SetLength(line);
            }
            else
            {
                file.Position = file.Length;
                file.Write(bytes.AsSpan(line));
            }
        }

        string message = Assert.Throws<ToolException>(() =>
        {
            while (blocks.MoveNext())
            {
            }
        }).Message;
        Assert.StartsWith($"{path}: the file has become {word} while it was read: it had {bytes.Length} bytes, and has ", message);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("utf-16")]
    public async Task A_pipe_that_gives_a_byte_at_a_time_gives_the_same_bits(string packing)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string text = DataSet.Csv(0, 40);
        _place.Run("fit", _place.Write("data.csv", text), "--stats", _place.At("expected")).Succeeded();
        using (var make = Process.Start("mkfifo", [_place.At("pipe")]))
        {
            make.WaitForExit();
        }

        Task<Outcome> fit = Workplace.RunAsync(["fit", _place.At("pipe"), "--stats", _place.At("s")]);
        await using (FileStream pipe = new(_place.At("pipe"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0))
        {
            foreach (byte one in Bytes(text, packing))
            {
                pipe.Write([one]);
                await Task.Yield();
            }
        }

        (await fit).Succeeded();
        Assert.Equal(RunningStatistics.Load(_place.At("expected")).WithShard(null), RunningStatistics.Load(_place.At("s")).WithShard(null));
    }

    [Fact]
    public void A_thread_that_fails_is_an_error_and_not_fewer_rows()
    {
        using var source = new FailingSource(_place.Source("data.csv", DataSet.Csv()));
        using var stop = new CancellationTokenSource();
        long rows = 0;
        Assert.Contains("no room to give it back", Assert.ThrowsAny<Exception>(() => OrderedBlocks.Run(source,
            source.Read(ColumnNeeds.OfNumbers([0]), stop.Token), 2, (block, _) => block.Rows, (_, some) => rows += some, stop, default)).ToString());
        Assert.InRange(rows, 0, DataSet.Rows - 1);
    }

    public void Dispose() => _place.Dispose();

    private static byte[] Bytes(string text, string packing)
    {
        if (packing == "utf-16")
        {
            return [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)];
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (packing == "plain")
        {
            return bytes;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>Cannot take the memory of a block back, as where there is none left.</summary>
    private sealed class FailingSource(RowSource source) : RowSource
    {
        public override string Name => source.Name;

        public override IReadOnlyList<string> Columns => source.Columns;

        public override long? Length => source.Length;

        public override string Digest => source.Digest;

        public override int Level => 0;

        public override ShardCut DefaultCut => source.DefaultCut;

        public override ColumnKind KindOf(int column) => source.KindOf(column);

        public override ReadRange Cut(ShardCut cut, int index, int count, Action<long> progress, CancellationToken cancellation) =>
            source.Cut(cut, index, count, progress, cancellation);

        public override IEnumerable<RowBlock> Read(
            ReadRange extent, Position from, long chunk, int level, ColumnNeeds needs, CancellationToken cancellation) =>
            source.Read(extent, from, chunk, level, needs, cancellation);

        public override NumberReader CreateReader(IReadOnlyList<int> fields, List<long>? lines = null) => source.CreateReader(fields, lines);

        public override CellReader CreateCellReader(ColumnNeeds needs) => source.CreateCellReader(needs);

        public override void Release(RowBlock block)
        {
            if (block.Index == 20)
            {
                throw new OutOfMemoryException("no room to give it back");
            }
        }

        public override void Dispose() => source.Dispose();
    }
}
