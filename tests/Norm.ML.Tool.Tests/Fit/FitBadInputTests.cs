using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Fit;

/// <summary>What is wrong with the data is said in one line, and no model is left.</summary>
public sealed class FitBadInputTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_missing_file() => Fails(_place.At("none.csv"), "none.csv: there is no such file");

    [Fact]
    public void A_folder() => Fails(_place.Folder, _place.Folder, "folder");

    [Fact]
    public void A_name_of_nothing() => Fails("", "there is no such file");

    [Theory]
    [InlineData("", "data.csv: the file is empty")]
    [InlineData("\n\n", "data.csv: the file is empty")]
    [InlineData("a,b\n", "data.csv: there are no rows below the header")]
    [InlineData("a,b\n1,2\n", "data.csv: there is 1 row below the header; 2 or more are needed")]
    [InlineData("a,b\n1,2\n3\n", "data.csv, line 3: 1 cell, but the header has 2")]
    [InlineData("a,b\n1,2\n3,4,5\n", "data.csv, line 3: 3 cells, but the header has 2")]
    [InlineData("a,b\n1,2\n3,x\n", "data.csv, line 3, column 'b': 'x' is not a number; '--ignore b'")]
    [InlineData("a,b\n1,2\n3,1e999\n", "data.csv, line 3, column 'b': '1e999' is not a number")]
    [InlineData("a,b\n1,2\n3,\"4\n", "data.csv, line 3: a quote is opened and never closed")]
    [InlineData("a,a\n1,2\n3,4\n", "data.csv, line 1: columns 1 and 2 have the same name, 'a'")]
    [InlineData("a,b\nx,y\nz,w\n", "data.csv: no column of numbers is left: a (text: 'x' in line 2;")]
    [InlineData("a,b\n,NA\nnull,\n", "data.csv: no column of numbers is left: a (no values), b (no values).")]
    [InlineData("PK\u0003\u0004\0,b\n1,2\n", "data.csv: this is not a text file")]
    [InlineData("a\u001b[31m,b\nx,y\n", "data.csv: no column of numbers is left: a [31m (text: 'x' in line 2;")]
    [InlineData("a\ninf\ninf\n", "data.csv", "no finite value")]
    public void A_file_with(string text, params string[] words) => Fails(_place.Write("data.csv", text), words);

    [Theory]
    [InlineData("--columns", "a,c", "data.csv: there is no column 'c', which --columns names; the columns are a, b, t")]
    [InlineData("--ignore", "c", "data.csv: there is no column 'c', which --ignore names; the columns are a, b, t")]
    [InlineData("--columns", "t", "data.csv, line 2, column 't': 'u' is not a number")]
    [InlineData("--ignore", "a,b", "data.csv: no column of numbers is left: a (--ignore names it), b (--ignore names it)")]
    public void Names_that_do_not_fit_the_file(string option, string value, string words) =>
        Fails(_place.Write("data.csv", "a,b,t\n1,2,u\n3,4,v\n"), [option, value], words);

    [Fact]
    public void A_named_column_without_values() =>
        Fails(_place.Write("data.csv", "a,b\n1,\n2,NaN\n"), ["--columns", "a,b"], "data.csv, column 'b': there is no value in any row");

    [Fact]
    public void Layer_norm_of_one_column() =>
        Fails(_place.Write("data.csv", "a\n1\n2\n"), ["--norm", "layer"], "data.csv: LayerNorm needs 2 columns of numbers or more");

    [Fact]
    public void A_text_far_down_in_a_large_file() =>
        Fails(_place.Write("data.csv", "a\n" + string.Concat(Enumerable.Repeat("1\n2\n", 50_000)) + "oops\n"),
        "data.csv, line 100002, column 'a': 'oops'");

    public void Dispose() => _place.Dispose();

    private void Fails(string data, params string[] words) => Fails(data, [], words);

    private void Fails(string data, string[] options, params string[] words)
    {
        string[] before = [.. _place.Files];
        _place.Run(["fit", data, "--out", _place.At("model.zip"), .. options]).Failed(1, words);
        Assert.Equal(before, _place.Files);
    }
}
