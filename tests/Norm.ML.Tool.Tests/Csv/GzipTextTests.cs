using System.IO.Compression;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Csv;

/// <summary>What gzip packed is read to its end, or it is an error.</summary>
public sealed class GzipTextTests : IDisposable
{
    private readonly Workplace _place = new();

    private static byte[] Small { get; } = Pack("a\n1\n3\n");

    private static byte[] Large { get; } = Pack("a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i * 7919 % 100_003}\n")));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 9)]
    [InlineData(false, 70000)]
    [InlineData(true, 1)]
    [InlineData(true, 17)]
    [InlineData(true, 8192)]
    [InlineData(true, 40000)]
    [InlineData(true, 200000)]
    public void Bytes_after_the_end_that_are_not_gzip_are_an_error(bool large, int length)
    {
        byte[] packed = large ? Large : Small, garbage = [.. Enumerable.Repeat((byte)'x', length)];
        Refused([.. packed, .. garbage]);
        Refused([.. packed, .. new byte[100], .. garbage]);
        Refused([.. packed, .. packed, .. garbage]);
    }

    [Fact]
    public void Parts_behind_each_other_and_zeros_at_the_end_are_read()
    {
        byte[] expected = Unpack(Large);
        Assert.Equal(expected, Unpack([.. Large, .. new byte[512]]));
        Assert.Equal([.. expected, .. expected], Unpack([.. Large, .. Large]));
        Assert.Equal([.. expected, .. expected], Unpack([.. Large, .. Large, 0]));
        Assert.Equal("a\n1\n3\n"u8, Unpack(Small));
    }

    [Fact]
    public void A_part_that_is_cut_is_an_error()
    {
        for (int length = Small.Length - 1; length > 2; length--)
        {
            Assert.ThrowsAny<Exception>(() => Unpack(Small[..length]));
        }

        Assert.ThrowsAny<Exception>(() => Unpack([.. Large, .. Large[..^1]]));
    }

    [Fact]
    public void Fit_says_so()
    {
        string data = _place.Write("d.csv.gz", [.. Small, .. "trailing"u8]);
        _place.Run("fit", data, "--out", _place.At("m.zip")).Failed(1, "d.csv.gz: cannot be unpacked: what follows the compressed data is not gzip");
        Assert.Equal(["d.csv.gz"], _place.Files);
    }

    public void Dispose() => _place.Dispose();

    private static void Refused(byte[] bytes) =>
        Assert.Contains("x.gz: cannot be unpacked: what follows", Assert.Throws<ToolException>(() => Unpack(bytes)).Message);

    private static byte[] Unpack(byte[] bytes)
    {
        using var text = new GzipText("x.gz", new MemoryStream(bytes));
        using var result = new MemoryStream();
        byte[] some = new byte[1 << 16];
        for (int got; (got = text.Read(some)) > 0;)
        {
            result.Write(some, 0, got);
        }

        return result.ToArray();
    }

    private static byte[] Pack(string text)
    {
        using var result = new MemoryStream();
        using (var packer = new GZipStream(result, CompressionLevel.Fastest))
        {
            packer.Write(System.Text.Encoding.ASCII.GetBytes(text));
        }

        return result.ToArray();
    }
}
