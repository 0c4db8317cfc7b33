using System.IO.Compression;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Apply;

/// <summary>What is wrong with the data or the model is said in one line, and no result is left.</summary>
public sealed class ApplyBadInputTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("", "data.csv: the file is empty")]
    [InlineData("a,b\n", "data.csv: there are no rows below the header")]
    [InlineData("b,c\n1,2\n", "data.csv: there is no column 'a', which ", "model.zip needs; the columns are b, c")]
    [InlineData("c\n1\n", "there is no column 'a', 'b', which ")]
    [InlineData("a,b\n1,2\n3,x\n", "data.csv, line 3, column 'b': 'x' is not a number", "model.zip normalizes this column")]
    [InlineData("a,b,c\n1,2,x\n3,4\n", "data.csv, line 3: 2 cells, but the header has 3")]
    [InlineData("a,b,a\n1,2,3\n", "data.csv, line 1: columns 1 and 3 have the same name, 'a'")]
    [InlineData("a,b\n1,2\n3,\"4\n", "data.csv, line 3: a quote is opened and never closed")]
    public void Data_with(string text, params string[] words) => Fails(_place.Fit("a,b\n1,2\n3,4\n"), _place.Write("data.csv", text), words);

    [Fact]
    public void Missing_data() => Fails(_place.Fit("a\n1\n3\n"), _place.At("data.csv"), "data.csv: there is no such file");

    [Fact]
    public void A_missing_model() => Fails(_place.At("model.zip"), _place.Write("data.csv", "a\n1\n"), "model.zip: there is no such file");

    [Fact]
    public void A_folder_as_model() => Fails(_place.Folder, _place.Write("data.csv", "a\n1\n"), "folder");

    [Fact]
    public void A_model_that_is_a_text() =>
    Fails(_place.Write("model.zip", "no model"), _place.Write("data.csv", "a\n1\n"), "model.zip: this is not an ML.NET model");

    [Fact]
    public void A_model_that_is_empty() =>
    Fails(_place.Write("model.zip", ""), _place.Write("data.csv", "a\n1\n"), "model.zip: this is not an ML.NET model");

    [Fact]
    public void A_model_that_is_a_zip_of_something_else()
    {
        using (ZipArchive zip = ZipFile.Open(_place.At("model.zip"), ZipArchiveMode.Create))
        using (var text = new StreamWriter(zip.CreateEntry("hello.txt").Open()))
        {
            text.Write("hello");
        }

        Fails(_place.At("model.zip"), _place.Write("data.csv", "a\n1\n"), "model.zip: this is not an ML.NET model");
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("layer")]
    public void A_model_that_is_cut_anywhere(string norm)
    {
        byte[] whole = File.ReadAllBytes(_place.Fit("alcohol,hue,proline\n1,2,3\n4,5,6\n7,8,10\n", "--norm", norm));
        string data = _place.Write("data.csv", "alcohol,hue,proline\n1,2,3\n");
        Assert.InRange(whole.Length, 500, 100_000);
        for (int length = 0; length < whole.Length; length += 100)
        {
            Fails(_place.Write("cut.zip", whole[..length]), data, "cut.zip: this is not an ML.NET model, or a damaged one");
        }

        Fails(_place.Write("cut.zip", whole[..^1]), data, "cut.zip: this is not an ML.NET model, or a damaged one");
    }

    /// <summary>Zipped again, so that the file's own lengths and checksums fit; ML.NET wraps the reason twice.</summary>
    [Theory]
    [InlineData("TransformerChain/Transform_001/Model.key", 300, 1,
        "the model cannot be loaded: The model file's part for BatchNorm is damaged: its checksum does not match.")]
    [InlineData("TransformerChain/Model.key", 259, 0x10, "its entry 'TransformerChain/Model.key' is damaged: it claims 268435459 steps")]
    [InlineData("Schema", 51, 0x10, "its entry 'Schema', the input schema, is damaged: it claims 268435459 columns")]
    public void A_model_with_a_damaged_entry(string entry, int at, byte flip, string reason)
    {
        string model = _place.Fit("alcohol,hue,proline\n1,2,3\n4,5,6\n7,8,10\n"), data = _place.Write("data.csv", "alcohol,hue,proline\n1,2,3\n");
        using (ZipArchive zip = ZipFile.Open(model, ZipArchiveMode.Update))
        using (Stream stream = zip.Entries.Single(one => one.FullName.Replace('\\', '/') == entry).Open())
        {
            stream.Position = at;
            int value = stream.ReadByte();
            stream.Position = at;
            stream.WriteByte((byte)(value ^ flip));
        }

        Fails(model, data, $"{model}: ", reason);
        _place.Run("inspect", model).Failed(1, reason);
    }

    [Fact]
    public void An_error_leaves_an_older_result_as_it_is()
    {
        _place.Write("result.csv", "older");
        _place.Run("apply", _place.Fit("a\n1\n3\n"), _place.Write("data.csv", "a\n1\nx\n"), "--out", _place.At("result.csv")).Failed(1, "line 3");
        Assert.Equal("older", _place.Read("result.csv"));
    }

    public void Dispose() => _place.Dispose();

    private void Fails(string model, string data, params string[] words)
    {
        string[] before = [.. _place.Files];
        _place.Run("apply", model, data, "--out", _place.At("result.csv")).Failed(1, words);
        Assert.Equal(before, _place.Files);
    }
}
